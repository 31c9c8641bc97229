#pragma once
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <stdint.h>
#include <string.h>

// The low-level calls: a row or a post is a few hundred bytes, and EVP's contexts, which are allocated and looked up for each
// of them, cost more than the digest itself.
static inline void daopai_sha256(const void *bytes, size_t count, uint8_t out[SHA256_DIGEST_LENGTH]) {
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, bytes, count);
  SHA256_Final(out, &context);
}

// HMAC-SHA256 after RFC 2104: the key is taken in once, and copied for each message.
typedef struct {
  SHA256_CTX inner, outer;
} daopai_hmac;

static inline daopai_hmac daopai_hmac_make(const uint8_t *key, size_t count) {
  uint8_t block[SHA256_CBLOCK] = {0};
  daopai_hmac hmac;
  if (count > sizeof block) daopai_sha256(key, count, block);
  else memcpy(block, key, count);
  for (size_t i = 0; i < sizeof block; i++) block[i] ^= 0x36;
  SHA256_Init(&hmac.inner);
  SHA256_Update(&hmac.inner, block, sizeof block);
  for (size_t i = 0; i < sizeof block; i++) block[i] ^= 0x36 ^ 0x5c;
  SHA256_Init(&hmac.outer);
  SHA256_Update(&hmac.outer, block, sizeof block);
  OPENSSL_cleanse(block, sizeof block);
  return hmac;
}

static inline void daopai_hmac_add(daopai_hmac *hmac, const void *bytes, size_t count) {
  SHA256_Update(&hmac->inner, bytes, count);
}

static inline void daopai_hmac_finish(daopai_hmac *hmac, uint8_t out[SHA256_DIGEST_LENGTH]) {
  SHA256_Final(out, &hmac->inner);
  SHA256_Update(&hmac->outer, out, SHA256_DIGEST_LENGTH);
  SHA256_Final(out, &hmac->outer);
}
