package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who is let in, by what requests took. */
class AdmissionTest {
  private static final long MILLI = 1_000_000;
  private final AtomicLong now = new AtomicLong(7);
  private final Pace pace = new Pace(now::get);

  private Admission admission(int requests, int threads) {
    return new Admission(limits(requests, threads), pace);
  }

  private static Limits limits(int requests, int threads) {
    return Limits.STANDARD.withRequests(requests).withComputing(4, threads);
  }

  /** Requests one after another, as fast as two threads do them. */
  private void worked(int count, long millis) {
    for (int i = 0; i < count; i++) {
      now.addAndGet(millis * MILLI / 2);
      pace.worked(millis * MILLI);
      pace.ended();
    }
  }

  private static int letIn(Admission admission) {
    int in = 0;
    while (refused(admission).isEmpty()) {
      in++;
    }
    return in;
  }

  private static Optional<Problem> refused(Admission admission) {
    try {
      admission.enter();
      return Optional.empty();
    } catch (Problem problem) {
      return Optional.of(problem);
    }
  }

  private static int retryAfter(Problem problem) {
    return Integer.parseInt(problem.reply("x").headers().get("Retry-After"));
  }

  @Test
  void asManyAreLetInAsAreAnsweredInTheLongestWait() {
    Admission said = new Admission(limits(100, 2).withLongestWait(Duration.ofMillis(2500)), pace);
    worked(200, 500); // four a second
    assertThat(letIn(said)).isEqualTo(11);
    Problem refused = refused(said).orElseThrow();
    assertThat(refused.kind()).isEqualTo(Problem.Kind.WAITING);
    assertThat(refused.text()).contains("would wait 2750 ms", "2500 ms is the most");
    assertThat(retryAfter(refused)).as("when those before it are done").isEqualTo(3);
    for (int i = 0; i < 11; i++) {
      said.leave(true);
    }
    assertThat(said.inside()).isZero();
  }

  @Test
  void whereNothingElseIsSaidSlowRequestsAreLetInUntilTheHouseIsFull() {
    worked(200, 400);
    Admission usual = admission(32, 2);
    assertThat(letIn(usual)).isEqualTo(32);
    Problem refused = refused(usual).orElseThrow();
    assertThat(refused.kind()).isEqualTo(Problem.Kind.OVERLOADED);
    assertThat(retryAfter(refused)).as("32 of 0.4 s by two threads").isEqualTo(7);
  }

  @Test
  void fewerAreLetInWhenRequestsTakeLongerThanUsual() {
    worked(500, 2);
    assertThat(letIn(admission(32, 2))).isEqualTo(32);
    worked(12_000, 10); // a minute of storm
    Admission stormy = admission(32, 2);
    int in = letIn(stormy);
    assertThat(in).isBetween(12, 20);
    assertThat(stormy.bound()).isBetween(Duration.ofMillis(50), Duration.ofMillis(90));
    worked(200, 2);
    assertThat(letIn(admission(32, 2))).as("at once afterwards").isEqualTo(32);
  }

  @Test
  void whatTakesLongerForGoodBecomesUsualWithinMinutes() {
    worked(500, 2);
    worked(200, 400);
    assertThat(letIn(admission(32, 2))).isLessThan(10);
    worked(6000, 400); // 20 minutes
    assertThat(letIn(admission(32, 2))).isEqualTo(32);
  }

  @Test
  void aSlowRequestKeepsNobodyOutForLong() {
    worked(200, 2);
    worked(1, 60_000);
    Admission admission = admission(32, 2);
    assertThat(letIn(admission)).as("as many as keep the threads busy").isEqualTo(8);
    Admission said = new Admission(limits(32, 2).withLongestWait(Duration.ofMillis(1)), pace);
    assertThat(letIn(said)).as("who begins at once").isEqualTo(2);
    worked(350, 2); // a third of a second
    assertThat(letIn(admission(32, 2))).isEqualTo(32);
  }

  @Test
  void aServerThatHasAnsweredNobodyYetLetsAllIn() {
    assertThat(letIn(admission(32, 2))).isEqualTo(32);
  }

  @Test
  void requestsThatNothingWasComputedForTeachNothing() {
    worked(200, 100);
    Admission admission = admission(32, 2);
    for (int i = 0; i < 1000; i++) {
      admission.enter();
      admission.leave(false);
    }
    assertThat(pace.lately()).isBetween(99.9e6, 100.1e6);
  }
}
