package dev.nextvec.data;

import java.util.List;
import java.util.Optional;

/**
 * What one step did. Nothing is missing: what went in came out or is named.
 *
 * @param in how many went in
 * @param out how many came out
 * @param leftOut the others by reason, each reason once
 */
public record Stage(Step step, long in, long out, List<Omission> leftOut) {
  public Stage {
    leftOut = List.copyOf(leftOut);
    long omitted = leftOut.stream().mapToLong(Omission::count).sum();
    if (out < 0 || in != out + omitted) {
      throw new IllegalArgumentException(
          "%s: %d went in, but %d came out and %d were left out"
              .formatted(step.label(), in, out, omitted));
    }
    if (leftOut.stream().map(Omission::reason).distinct().count() != leftOut.size()) {
      throw new IllegalArgumentException(step.label() + ": a reason is given twice");
    }
  }

  /** What was left out for one reason. */
  public Optional<Omission> leftOut(String reason) {
    return leftOut.stream().filter(omission -> omission.reason().equals(reason)).findFirst();
  }

  /** How many were left out for one reason. */
  public long count(String reason) {
    return leftOut(reason).map(Omission::count).orElse(0L);
  }
}
