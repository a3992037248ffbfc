package dev.nextvec.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.internal.page.Prepared.Outcome;
import dev.nextvec.progress.Progress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What takes long is computed once for each state of it, and nobody waits for it. */
class PreparedTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration NOT = Duration.ofMillis(1);

  @Test
  void theSameStateIsComputedOnceAndAnotherAnew() throws Exception {
    AtomicInteger times = new AtomicInteger();
    try (Prepared<Integer> prepared = new Prepared<>(2)) {
      for (int i = 0; i < 3; i++) {
        assertThat(prepared.of("a", told -> times.incrementAndGet(), LONG))
            .isEqualTo(new Outcome.Ready<>(1));
      }
      assertThat(prepared.of("b", told -> times.incrementAndGet(), LONG))
          .isEqualTo(new Outcome.Ready<>(2));
    }
  }

  @Test
  void whoAsksMeanwhileIsToldWhatIsDone() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (Prepared<String> prepared = new Prepared<>(2)) {
      Prepared.Work<String> slow =
          told -> {
            Progress progress = told.begin("counts");
            progress.update(1, 4);
            begun.countDown();
            go.await();
            return "done";
          };
      prepared.of("a", slow, NOT);
      begun.await();
      assertThat(prepared.of("a", slow, NOT)).isEqualTo(new Outcome.Pending<>("counts, 25 %"));
      assertThat(prepared.of("b", told -> "b", NOT))
          .isEqualTo(new Outcome.Pending<>("waits for others"));
      go.countDown();
      assertThat(prepared.of("a", slow, LONG)).isEqualTo(new Outcome.Ready<>("done"));
      assertThat(prepared.of("b", told -> "b", LONG)).isEqualTo(new Outcome.Ready<>("b"));
    }
  }

  @Test
  void aFailureIsToldAndTriedAgain() throws Exception {
    AtomicInteger times = new AtomicInteger();
    try (Prepared<String> prepared = new Prepared<>(2)) {
      Prepared.Work<String> work =
          told -> {
            if (times.incrementAndGet() == 1) {
              throw new IllegalArgumentException("no such thing");
            }
            return "now";
          };
      assertThat(prepared.of("a", work, LONG)).isEqualTo(new Outcome.Failed<>("no such thing"));
      assertThat(prepared.of("a", work, LONG)).isEqualTo(new Outcome.Ready<>("now"));
    }
  }

  @Test
  void onlyTheLatestAreKept() throws Exception {
    AtomicInteger times = new AtomicInteger();
    try (Prepared<Integer> prepared = new Prepared<>(2)) {
      for (String key : new String[] {"a", "b", "c", "a"}) {
        prepared.of(key, told -> times.incrementAndGet(), LONG);
      }
      assertThat(times).hasValue(4);
      prepared.of("c", told -> times.incrementAndGet(), LONG);
      assertThat(times).hasValue(4);
    }
  }

  @Test
  void workEndsAtItsNextStepWhenNobodyIsLeft() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Prepared<String> prepared = new Prepared<>(1);
    prepared.of(
        "a",
        told -> {
          Progress progress = told.begin("goes on");
          try {
            while (true) {
              progress.update(1, 2);
              begun.countDown();
            }
          } finally {
            ended.countDown();
          }
        },
        NOT);
    begun.await();
    prepared.close();
    assertThat(ended.await(20, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
  }
}
