package dev.nextvec.recommend;

import java.util.List;

/**
 * What to use for one purpose.
 *
 * @param useCase the purpose
 * @param answer what kind of thing is recommended
 * @param models names of the rows that are; empty where nothing is
 * @param reasons why, in two sentences with the figures
 * @param excluded what the limits ruled out
 */
public record Recommendation(
    UseCase useCase,
    Answer answer,
    List<String> models,
    List<String> reasons,
    List<Exclusion> excluded) {

  private static final int MOST_NAMED = 5;

  /** What kind of thing is recommended. */
  public enum Answer {
    /** A trained network. */
    NETWORK,
    /** Something fitted in closed form. */
    BASELINE,
    /** Nothing that is fitted at all: the newest vector, or a plain average. */
    NO_MODEL,
    /** Several. */
    SEVERAL,
    /** Nothing: no row is within the limits, or nothing can be told. */
    NOTHING
  }

  /**
   * A row that the limits rule out.
   *
   * @param model its name
   * @param reason which limit it breaks, with the figures
   */
  public record Exclusion(String model, String reason) {}

  public Recommendation {
    models = List.copyOf(models);
    reasons = List.copyOf(reasons);
    excluded = List.copyOf(excluded);
    if (models.isEmpty() != (answer == Answer.NOTHING)) {
      throw new IllegalArgumentException("an answer of " + answer + " names " + models);
    }
  }

  /** What is recommended, in a few words. */
  public String headline() {
    return switch (answer) {
      case NETWORK, BASELINE -> models.get(0);
      case NO_MODEL -> "no model: " + models.get(0);
      case SEVERAL ->
          models.size() <= MOST_NAMED
              ? String.join(", ", models)
              : "%s and %d more"
                  .formatted(
                      String.join(", ", models.subList(0, MOST_NAMED - 1)),
                      models.size() - MOST_NAMED + 1);
      case NOTHING -> "nothing";
    };
  }
}
