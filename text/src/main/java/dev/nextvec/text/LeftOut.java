package dev.nextvec.text;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a parser read but did not keep, by the reason people would give: {@code navigation}, {@code
 * hidden text}, {@code scripts}. Whatever is neither kept nor named here was lost in silence.
 *
 * @param letters number of Unicode letters for each reason; none is zero
 */
public record LeftOut(SortedMap<String, Long> letters) {
  /** Nothing was left out. */
  public static final LeftOut NONE = new LeftOut(new TreeMap<>());

  public LeftOut {
    letters = Collections.unmodifiableSortedMap(new TreeMap<>(letters));
    letters.forEach(
        (reason, count) -> {
          if (reason.isBlank() || count < 1) {
            throw new IllegalArgumentException(
                "left out needs a reason and letters but has `%s` and %d".formatted(reason, count));
          }
        });
  }

  /** Letters of one reason; nothing where there are none. */
  public static LeftOut of(String reason, long letters) {
    return letters == 0 ? NONE : new LeftOut(new TreeMap<>(Map.of(reason, letters)));
  }

  /** Both together. */
  public LeftOut plus(LeftOut other) {
    SortedMap<String, Long> sum = new TreeMap<>(letters);
    other.letters.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
    return new LeftOut(sum);
  }

  /** Letters over all reasons. */
  public long total() {
    return letters.values().stream().mapToLong(Long::longValue).sum();
  }
}
