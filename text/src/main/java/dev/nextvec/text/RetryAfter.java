package dev.nextvec.text;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** How long a service asks to wait before the next attempt. */
final class RetryAfter {
  private static final double LONGEST_SECONDS = 86_400;

  private RetryAfter() {}

  /** From {@code retry-after-ms}, which some services add, or {@code Retry-After}. */
  static Optional<Duration> of(HttpHeaders headers) {
    Optional<Duration> exact =
        headers.firstValue("retry-after-ms").flatMap(text -> number(text, 1e-3));
    return exact.isPresent() ? exact : headers.firstValue("Retry-After").flatMap(RetryAfter::of);
  }

  /** Seconds, in practice with decimals too, or a date. */
  static Optional<Duration> of(String value) {
    Optional<Duration> seconds = number(value, 1);
    return seconds.isPresent() ? seconds : date(value.strip());
  }

  private static Optional<Duration> number(String value, double seconds) {
    try {
      double wait = Double.parseDouble(value.strip()) * seconds;
      return Double.isNaN(wait)
          ? Optional.empty()
          : Optional.of(Duration.ofMillis(Math.round(1e3 * Math.clamp(wait, 0, LONGEST_SECONDS))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> date(String value) {
    try {
      Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(Instant.now(), until);
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeParseException neither) {
      return Optional.empty();
    }
  }
}
