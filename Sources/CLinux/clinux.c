#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

int daopai_timerfd_create(void) {
  return timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
}

int daopai_timerfd_arm(int fd, int64_t seconds, int64_t nanoseconds) {
  struct itimerspec spec = {0};
  spec.it_value.tv_sec = seconds;
  spec.it_value.tv_nsec = nanoseconds;
  return timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &spec, NULL);
}

int64_t daopai_wall_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec;
}

int daopai_timerfd_read(int fd) {
  uint64_t expirations;
  ssize_t n = read(fd, &expirations, sizeof expirations);
  if (n == (ssize_t)sizeof expirations) return 1;
  if (errno == EAGAIN || errno == EINTR) return 0;
  return errno == ECANCELED ? -1 : -2;
}

int daopai_peer_credentials(int fd, struct daopai_credentials *out) {
  struct ucred peer;
  socklen_t length = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return -1;
  out->pid = peer.pid;
  out->uid = peer.uid;
  out->gid = peer.gid;
  return 0;
}

void daopai_name_thread(const unsigned char *name) {
  prctl(PR_SET_NAME, name);
}

void daopai_return_large_blocks(void) {
  mallopt(M_MMAP_THRESHOLD, 128 << 10);  // What it begins with.
  mallopt(M_TRIM_THRESHOLD, 8 << 20);  // Fixed as well now; the 128 KiB it would be are asked for again too soon.
}

void daopai_give_back_memory(void) {
  malloc_trim(0);
}

struct turns {
  uint32_t size, policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime, deadline, period;
};

void daopai_have_short_turns(int are_short) {
  static __thread int were_short = -1;  // A thread may have got it from the one that made it.
  if (were_short == are_short) return;
  were_short = are_short;
  // Since Linux 6.12 the runtime of an ordinary thread is how long it wants to run at a time; 0: as long as any other.
  struct turns turns = {.size = sizeof turns, .nice = getpriority(PRIO_PROCESS, 0), .runtime = are_short ? 100000 : 0};
  syscall(SYS_sched_setattr, 0, &turns, 0);
}
