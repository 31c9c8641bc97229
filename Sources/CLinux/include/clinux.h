#pragma once
#include <stdint.h>
#include <sys/types.h>

/// The wall clock in seconds since 1970, from the clock itself and not from the last tick, as time(2) is.
int64_t daopai_wall_seconds(void);

/// A CLOCK_REALTIME timer file descriptor (non-blocking, close-on-exec), or -1 with errno.
int daopai_timerfd_create(void);
/// Arms it for an absolute wall instant. A step of the wall clock makes reads fail with ECANCELED.
int daopai_timerfd_arm(int fd, int64_t seconds, int64_t nanoseconds);
/// Reads one expiry: 1 = expired, 0 = nothing yet, -1 = the wall clock was stepped, -2 = other error (errno).
int daopai_timerfd_read(int fd);

struct daopai_credentials {
  int32_t pid;
  uint32_t uid;
  uint32_t gid;
};
/// Who is at the other end of a connected Unix socket; 0, or -1 with errno.
int daopai_peer_credentials(int fd, struct daopai_credentials *out);

/// What `top -H` and `perf` call the calling thread: at most 15 bytes, and a zero.
void daopai_name_thread(const unsigned char *name);

/// Whether the calling thread is to have its turn soon after it wakes, for short pieces of work, or the ordinary way. What the
/// kernel does not know or not allow is left undone.
void daopai_have_short_turns(int are_short);

/// Large blocks go back to the system when they are freed, always. Otherwise glibc learns from each to keep larger ones, and a
/// storm leaves a tenth of the memory behind as holes. To be called before there are other threads.
void daopai_return_large_blocks(void);

/// Gives memory that is free, but still with malloc, back to the system.
void daopai_give_back_memory(void);
