package dev.nextvec.internal.examine;

import dev.nextvec.internal.leak.Leak;
import dev.nextvec.internal.leak.LeakCheck;
import dev.nextvec.internal.leak.LeakReport;
import dev.nextvec.internal.leak.Sighting;
import java.util.List;
import java.util.Optional;

/** What the check before every comparison would say of the split, as findings. */
final class CopySymptoms {
  private final Locations locations;

  CopySymptoms(Locations locations) {
    this.locations = locations;
  }

  List<Finding> of(LeakCheck.Found found) {
    return found.leaks().stream()
        .flatMap(leak -> symptom(leak.kind()).map(own -> finding(own, leak, found)).stream())
        .toList();
  }

  private Finding finding(Symptom symptom, Leak leak, LeakCheck.Found found) {
    boolean error = leak.isError(LeakReport.TOLERANCE);
    String lines = String.join("; ", leak.lines());
    String sentence =
        "%s. %s%s"
            .formatted(
                leak.sentence(),
                leak.kind() == Leak.LeakKind.COPIED_WORDS ? "" : found.likeness().sentence(),
                error
                    ? " Remove the copies, or give their documents one group. Found first: " + lines
                    : "");
    return new Finding(
        error ? Level.ERROR : Level.WARNING,
        symptom,
        sentence.strip(),
        leak.first().stream().map(this::place).toList(),
        leak.count());
  }

  private List<ChunkPlace> place(Sighting at) {
    return locations.group(List.of(at.row(), at.otherRow()));
  }

  /** Empty for what the doctor finds in other ways, or a fresh split cannot have. */
  private static Optional<Symptom> symptom(Leak.LeakKind kind) {
    return switch (kind) {
      case COPIED_DOCUMENT -> Optional.of(Symptom.COPIED_DOCUMENTS);
      case COPIED_WORDS -> Optional.of(Symptom.COPIED_WORDS);
      case COPIED_PASSAGE -> Optional.of(Symptom.COPIED_PASSAGES);
      case DUPLICATE_CHUNKS -> Optional.of(Symptom.COPIED_CHUNKS);
      case TEST_CHOOSES, TEST_IS_TRAINED, SHARED_DOCUMENT, CROSSING_WINDOW, SHARED_TITLE ->
          Optional.empty();
    };
  }
}
