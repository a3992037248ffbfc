package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Whoever guesses keys is slow, and others do not wait for it. */
class KeyTriesTest {
  private final AtomicLong now = new AtomicLong(5);
  private final KeyTries tries = new KeyTries(now::get);

  private void passes(Duration time) {
    now.addAndGet(time.toNanos());
  }

  /** Tries as often as it may, for a while; how many were looked at. */
  private int looked(String address, Duration time) {
    long end = now.get() + time.toNanos();
    int looked = 0;
    while (now.get() < end) {
      try {
        passes(tries.turn(address));
        looked++;
      } catch (Problem refused) {
        passes(Duration.ofMillis(10));
      }
    }
    return looked;
  }

  @Test
  void whoMistypesTwiceDoesNotWait() {
    for (int i = 0; i < KeyTries.FREE; i++) {
      assertThat(tries.turn("a")).isZero();
      passes(Duration.ofSeconds(1));
    }
    assertThat(tries.turn("a")).isZero(); // a second has passed
    assertThat(tries.turn("a")).isGreaterThan(Duration.ofMillis(400));
  }

  @Test
  void whoIsWrongOftenIsLookedAtFourTimesInSixteenSeconds() {
    looked("a", Duration.ofMinutes(1));
    assertThat(looked("a", Duration.ofMinutes(10))).isBetween(140, 151);
  }

  @Test
  void manyTriesAtOnceAreNotLookedAtAtOnce() {
    int taken = 0;
    for (int i = 0; i < 10_000; i++) {
      try {
        tries.turn("a");
        taken++;
      } catch (Problem refused) {
        assertThat(refused.reply("x").headers().get("Retry-After")).matches("[1-9]\\d*");
      }
    }
    assertThat(taken).isBetween(4, 9);
  }

  @Test
  void anotherAddressDoesNotWaitForOneThatGuesses() {
    looked("a", Duration.ofMinutes(2));
    assertThat(tries.turn("b")).isLessThan(Duration.ofMillis(100));
  }

  @Test
  void manyAddressesTogetherAreLookedAtTwentyTimesASecond() {
    int looked = 0;
    for (int i = 0; i < 5000; i++) {
      try {
        tries.turn("n" + i);
        looked++;
      } catch (Problem refused) {
        assertThat(refused.kind()).isEqualTo(Problem.Kind.GUESSING);
      }
    }
    assertThat(looked).isBetween(99, 103);
    passes(KeyTries.LONGEST.plusSeconds(1));
    assertThat(tries.turn("late")).as("and nothing of it stays").isZero();
  }

  @Test
  void whatIsKeptIsBounded() {
    for (int i = 0; i < 5000; i++) {
      tries.turn("n" + i);
      passes(Duration.ofMillis(100));
    }
    assertThat(tries.remembered()).isEqualTo(1024);
  }

  @Test
  void theRightKeyEndsTheWaitingAndSoDoesTime() {
    looked("a", Duration.ofMinutes(1));
    tries.right("a");
    passes(Duration.ofSeconds(1));
    assertThat(tries.turn("a")).isZero();
    looked("a", Duration.ofMinutes(1));
    passes(Duration.ofMinutes(16));
    assertThat(tries.turn("a")).isZero();
    assertThat(tries.turn("a")).isLessThan(Duration.ofMillis(100));
  }

  @Test
  void aWaitThatWouldBeTooLongIsRefusedWithWhatItWouldBe() {
    looked("a", Duration.ofMinutes(1));
    assertThatThrownBy(
            () -> {
              tries.turn("a");
              tries.turn("a");
              tries.turn("a");
            })
        .isInstanceOfSatisfying(
            Problem.class,
            refused ->
                assertThat(Integer.parseInt(refused.reply("x").headers().get("Retry-After")))
                    .isBetween(5, 9));
  }
}
