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
static inline CURLcode daopai_curl_get_socket(CURL *h, CURLINFO i, curl_socket_t *v) { return curl_easy_getinfo(h, i, v); }
// The result lives in a union, which Swift imports awkwardly.
static inline CURLcode daopai_curl_msg_result(const CURLMsg *m) { return m->data.result; }

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

// Asked for each address right before connecting, so a name that resolves anew cannot slip past. Link-local addresses
// (a cloud's metadata service), "this host" and multicast are nobody's webhook. Private networks are: the office's own.
static inline int daopai_curl_is_refused(const struct sockaddr *a) {
  uint32_t v4 = 0;
  if (a->sa_family == AF_INET) {
    v4 = ntohl(((const struct sockaddr_in *)a)->sin_addr.s_addr);
  } else if (a->sa_family == AF_INET6) {
    const struct in6_addr *v6 = &((const struct sockaddr_in6 *)a)->sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(v6)) {
      memcpy(&v4, v6->s6_addr + 12, 4);
      v4 = ntohl(v4);
    } else {
      return IN6_IS_ADDR_LINKLOCAL(v6) || IN6_IS_ADDR_MULTICAST(v6) || IN6_IS_ADDR_UNSPECIFIED(v6);
    }
  } else {
    return 1;
  }
  return v4 >> 24 == 0 || v4 >> 16 == 0xA9FE || v4 >> 28 >= 0xE;
}
static inline curl_socket_t daopai_curl_open(void *nothing, curlsocktype purpose, struct curl_sockaddr *a) {
  (void)nothing; (void)purpose;
  if (daopai_curl_is_refused(&a->addr)) return CURL_SOCKET_BAD;
  return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}
static inline CURLcode daopai_curl_refuse_addresses(CURL *h) {
  return curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, daopai_curl_open);
}

// Called before each request, the first as well as one that libcurl would send again by itself.
typedef int (*daopai_curl_before)(void *, char *, char *, int, int);
static inline CURLcode daopai_curl_set_before(CURL *h, daopai_curl_before f, void *data) {
  curl_easy_setopt(h, CURLOPT_PREREQDATA, data);
  return curl_easy_setopt(h, CURLOPT_PREREQFUNCTION, f);
}

// Which sockets libcurl waits for, and until when, is told through these.
static inline void daopai_curl_watch(CURLM *m, curl_socket_callback on_socket, curl_multi_timer_callback on_timer, void *data) {
  curl_multi_setopt(m, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(m, CURLMOPT_SOCKETDATA, data);
  curl_multi_setopt(m, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(m, CURLMOPT_TIMERDATA, data);
}

#include <sys/eventfd.h>

// Swift's Glibc has none.
static inline int daopai_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
