package dev.nextvec.compare;

import java.util.List;
import java.util.Optional;

/**
 * What a person wants to read about an architecture and its training, as text: the rows of the
 * tables "Complete architecture comparison" and "Training configuration".
 *
 * @param architecture for example {@code Input projection: Linear(768→512)}, in order
 * @param training for example {@code Learning rate: 0.0005}, in order
 * @param diagram the flow from input to output, one step a line; empty if there is none
 * @param twoSided whether its vector is to be compared with mapped chunks
 */
public record ArchitectureFacts(
    List<ArchitectureFact> architecture,
    List<ArchitectureFact> training,
    String diagram,
    boolean twoSided) {
  /** Nothing to say, as for a baseline. */
  public static final ArchitectureFacts NONE = new ArchitectureFacts(List.of(), List.of(), "");

  /** Of a model whose vector is compared with chunks as they are. */
  public ArchitectureFacts(
      List<ArchitectureFact> architecture, List<ArchitectureFact> training, String diagram) {
    this(architecture, training, diagram, false);
  }

  /** One row of a table. */
  public record ArchitectureFact(String label, String value) {}

  public ArchitectureFacts {
    architecture = List.copyOf(architecture);
    training = List.copyOf(training);
  }

  /** The value beside {@code label} among {@code facts}. */
  public static Optional<String> value(List<ArchitectureFact> facts, String label) {
    return facts.stream()
        .filter(fact -> fact.label().equals(label))
        .map(ArchitectureFact::value)
        .findFirst();
  }
}
