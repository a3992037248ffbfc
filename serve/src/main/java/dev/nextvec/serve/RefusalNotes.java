package dev.nextvec.serve;

import dev.nextvec.serve.Problem.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What an operator should hear of without looking at metrics: that requests are refused which were
 * not wrong, or that somebody tries keys. One line now and then, however many there are.
 */
final class RefusalNotes {
  private static final Set<Kind> TOLD =
      EnumSet.of(
          Kind.OVERLOADED,
          Kind.WAITING,
          Kind.MEMORY,
          Kind.DEADLINE,
          Kind.FAILED,
          Kind.UNAUTHORISED,
          Kind.GUESSING,
          Kind.MISDIRECTED);
  private final Map<Kind, AtomicLong> counts = new EnumMap<>(Kind.class);

  RefusalNotes() {
    TOLD.forEach(kind -> counts.put(kind, new AtomicLong()));
  }

  void refused(Kind kind) {
    Optional.ofNullable(counts.get(kind)).ifPresent(AtomicLong::incrementAndGet);
  }

  /** What was refused since the last line; nothing where nothing was that an operator minds. */
  Optional<String> line() {
    List<String> found = new ArrayList<>();
    counts.forEach(
        (kind, counted) -> {
          long count = counted.getAndSet(0);
          if (count > 0) {
            found.add("%d %s (%d)".formatted(count, kind.reason(), kind.status));
          }
        });
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of("refused in the last minute: " + String.join(", ", found));
  }
}
