package dev.nextvec.recommend;

import dev.nextvec.stats.Need;
import java.util.ArrayList;
import java.util.List;

/**
 * What to use for one purpose.
 *
 * @param useCase the purpose
 * @param rule how it was decided, in one sentence
 * @param answer what kind of thing is recommended
 * @param models names of the rows that are; empty where nothing is, and where nothing can be said
 * @param reasons why, in two sentences with the figures
 * @param needs what would let it be said, or settle what is a tie; any one of them
 * @param excluded what the limits ruled out
 */
public record Recommendation(
    UseCase useCase,
    String rule,
    Answer answer,
    List<String> models,
    List<String> reasons,
    List<Need> needs,
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
    /** Nothing, which was measured: no row is within the limits. */
    NOTHING,
    /** Nothing can be said: what decides was not measured, or has no interval. */
    CANNOT_SAY;

    private boolean namesModels() {
      return switch (this) {
        case NETWORK, BASELINE, NO_MODEL, SEVERAL -> true;
        case NOTHING, CANNOT_SAY -> false;
      };
    }
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
    needs = List.copyOf(needs);
    excluded = List.copyOf(excluded);
    if (models.isEmpty() == answer.namesModels()) {
      throw new IllegalArgumentException("an answer of " + answer + " names " + models);
    }
  }

  /** One that needs nothing more. */
  public Recommendation(
      UseCase useCase,
      String rule,
      Answer answer,
      List<String> models,
      List<String> reasons,
      List<Exclusion> excluded) {
    this(useCase, rule, answer, models, reasons, List.of(), excluded);
  }

  /** The same with one reason more. */
  Recommendation withReason(String reason) {
    List<String> all = new ArrayList<>(reasons);
    all.add(reason);
    return new Recommendation(useCase, rule, answer, models, all, needs, excluded);
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
      case CANNOT_SAY -> "cannot say";
    };
  }
}
