#pragma once
#include <curl/curl.h>

// curl_easy_setopt is variadic, which Swift cannot call: one shim an argument type.
static inline CURLcode daopai_curl_set_long(CURL *h, CURLoption o, long v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode daopai_curl_set_string(CURL *h, CURLoption o, const char *v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode daopai_curl_set_pointer(CURL *h, CURLoption o, void *v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode daopai_curl_set_list(CURL *h, CURLoption o, struct curl_slist *v) { return curl_easy_setopt(h, o, v); }
typedef size_t (*daopai_curl_transfer)(char *, size_t, size_t, void *);
static inline CURLcode daopai_curl_set_transfer(CURL *h, CURLoption o, daopai_curl_transfer f) { return curl_easy_setopt(h, o, f); }
static inline CURLcode daopai_curl_get_long(CURL *h, CURLINFO i, long *v) { return curl_easy_getinfo(h, i, v); }
static inline CURLcode daopai_curl_get_offset(CURL *h, CURLINFO i, curl_off_t *v) { return curl_easy_getinfo(h, i, v); }
static inline CURLcode daopai_curl_get_pointer(CURL *h, CURLINFO i, void **v) { return curl_easy_getinfo(h, i, v); }
static inline CURLMcode daopai_curl_multi_set_long(CURLM *m, CURLMoption o, long v) { return curl_multi_setopt(m, o, v); }
// The result lives in a union, which Swift imports awkwardly.
static inline CURLcode daopai_curl_msg_result(const CURLMsg *m) { return m->data.result; }
