// Preloaded into a daemon under test. Shifts CLOCK_REALTIME, and no other clock, by DAOPAI_STEP_START seconds; each line
// written to the FIFO DAOPAI_STEP_FIFO is a new shift. Does to timers on that clock what the kernel does when it is set.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define FILES 1024

static struct timer {
  int is_ours, is_armed, is_cancelled, flags;
  struct itimerspec spec;
} timers[FILES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic int64_t shift;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int is_wall(clockid_t id) { return id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE; }

int clock_gettime(clockid_t id, struct timespec *now) {
  static __typeof__(&clock_gettime) real;
  if (!real) real = REAL(clock_gettime);
  int result = real(id, now);
  if (result == 0 && is_wall(id)) now->tv_sec += shift;
  return result;
}

time_t time(time_t *out) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (out) *out = now.tv_sec;
  return now.tv_sec;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  struct timespec precise;
  clock_gettime(CLOCK_REALTIME, &precise);
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return 0;
}

int timerfd_create(int id, int flags) {
  int fd = REAL(timerfd_create)(id, flags);
  if (fd >= 0 && fd < FILES) {
    pthread_mutex_lock(&lock);
    timers[fd] = (struct timer){.is_ours = is_wall(id)};
    pthread_mutex_unlock(&lock);
  }
  return fd;
}

// With the lock held.
static int set(int fd, int flags, const struct itimerspec *spec, struct itimerspec *old) {
  struct itimerspec moved = *spec;
  if (flags & TFD_TIMER_ABSTIME) {
    moved.it_value.tv_sec -= shift;
    if (moved.it_value.tv_sec < 0) moved.it_value = (struct timespec){0, 1};
  }
  return REAL(timerfd_settime)(fd, flags & ~TFD_TIMER_CANCEL_ON_SET, &moved, old);
}

int timerfd_settime(int fd, int flags, const struct itimerspec *spec, struct itimerspec *old) {
  if (fd < 0 || fd >= FILES || !timers[fd].is_ours) return REAL(timerfd_settime)(fd, flags, spec, old);
  pthread_mutex_lock(&lock);
  struct timer *timer = &timers[fd];
  int was_cancelled = timer->is_cancelled;
  timer->is_armed = spec->it_value.tv_sec || spec->it_value.tv_nsec;
  timer->is_cancelled = 0;
  timer->flags = flags;
  timer->spec = *spec;
  int result = set(fd, flags, spec, old);
  pthread_mutex_unlock(&lock);
  if (result == 0 && was_cancelled) {
    errno = ECANCELED;
    return -1;
  }
  return result;
}

ssize_t read(int fd, void *buffer, size_t count) {
  static __typeof__(&read) real;
  if (!real) real = REAL(read);
  if (fd < 0 || fd >= FILES || !timers[fd].is_ours) return real(fd, buffer, count);
  pthread_mutex_lock(&lock);
  int is_cancelled = timers[fd].is_cancelled;
  ssize_t result = real(fd, buffer, count);
  int error = errno;
  if (is_cancelled) {
    timers[fd].is_cancelled = timers[fd].is_armed = 0;
    result = -1;
    error = ECANCELED;
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

static void step(int64_t to) {
  pthread_mutex_lock(&lock);
  shift = to;
  for (int fd = 0; fd < FILES; fd++) {
    struct timer *timer = &timers[fd];
    if (!timer->is_ours || !timer->is_armed || !(timer->flags & TFD_TIMER_ABSTIME)) continue;
    if (timer->flags & TFD_TIMER_CANCEL_ON_SET) {
      // Readable at once, and the read is told why.
      timer->is_cancelled = 1;
      struct itimerspec now = {.it_value = {0, 1}};
      REAL(timerfd_settime)(fd, TFD_TIMER_ABSTIME, &now, NULL);
    } else {
      set(fd, timer->flags, &timer->spec, NULL);
    }
  }
  pthread_mutex_unlock(&lock);
}

static void *listen_for_steps(void *path) {
  // Opened for both, so that it does not end with the first writer.
  FILE *fifo = fopen(path, "r+");
  char line[64];
  while (fifo && fgets(line, sizeof line, fifo)) step(atoll(line));
  return NULL;
}

__attribute__((constructor)) static void begin(void) {
  const char *start = getenv("DAOPAI_STEP_START");
  char *path = getenv("DAOPAI_STEP_FIFO");
  if (start) shift = atoll(start);
  pthread_t thread;
  if (path && pthread_create(&thread, NULL, listen_for_steps, path) == 0) pthread_detach(thread);
}
