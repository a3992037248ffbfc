package dev.nextvec.stats;

import dev.nextvec.internal.wording.Setting;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What would let something be said that cannot be said now. */
public sealed interface Need {
  /** The folds that are proposed: each test part holds a fifth of the documents. */
  int FOLDS = 5;

  /** As many seeds as tell how much one training may differ from the next. */
  int SEEDS = 3;

  /** With fewer documents than that in a part, intervals are wide and its order is not settled. */
  int FEW_DOCUMENTS = 20;

  /** What is needed, as part of a sentence. */
  String words();

  /**
   * More documents in a part of the split.
   *
   * @param part {@code test}, {@code validation} or {@code training}
   * @param least how many are needed
   * @param now how many there are
   */
  record Documents(String part, long least, long now) implements Need {
    @Override
    public String words() {
      return String.format(
          Locale.ROOT,
          "%s %,d %s documents instead of %,d",
          least < 100 ? "at least" : "about",
          about(least),
          part,
          now);
    }
  }

  /**
   * More documents in each part that is held out.
   *
   * @param least how many each needs
   * @param now how many the smaller has
   */
  record HeldOut(long least, long now) implements Need {
    @Override
    public String words() {
      return "at least %d documents each in validation and test (the smaller has %d)"
          .formatted(least, now);
    }
  }

  /** Every document tested once, each by models that were not trained on it. */
  record CrossValidation() implements Need {
    @Override
    public String words() {
      return "cross-validation (" + Setting.FOLDS.in("compare", FOLDS) + ")";
    }
  }

  /**
   * A cross-validation with more folds, which tell more of how far trainings differ.
   *
   * @param folds how many
   */
  record MoreFolds(int folds) implements Need {
    @Override
    public String words() {
      return "more folds (" + Setting.FOLDS.in("compare", folds) + ")";
    }
  }

  /** More training seeds: the doubt is theirs. */
  record Seeds() implements Need {
    @Override
    public String words() {
      return "more seeds (" + Setting.SEEDS.in("train", SEEDS) + ")";
    }
  }

  /**
   * A figure that was not measured.
   *
   * @param figure what it is, for example {@code MRR}
   */
  record Measurement(String figure) implements Need {
    @Override
    public String words() {
      return "%s (%s)".formatted(figure, Setting.AGAIN.in("evaluate"));
    }
  }

  /** A network: there are baselines only. */
  record Network() implements Need {
    @Override
    public String words() {
      return "a network (`train`)";
    }
  }

  /** Two digits that mean something, rounded up: 1,234 becomes 1,300. */
  static long about(long documents) {
    long unit = 1;
    while (documents / unit >= 100) {
      unit *= 10;
    }
    return (documents + unit - 1) / unit * unit;
  }

  /** What an interval needs where {@code documents} test documents are too few for one. */
  static List<Need> ofInterval(long documents) {
    return List.of(documents("test", documents), new CrossValidation());
  }

  /** The same of an estimate: a cross-validation has tested on all documents there are. */
  static List<Need> ofInterval(Estimate estimate) {
    return estimate.folds().isPresent()
        ? List.of(documents("test", estimate.documents()))
        : ofInterval(estimate.documents());
  }

  /** What may settle a tie of a cross-validation in so many folds. */
  static List<Need> acrossFolds(int folds, int documents) {
    int more = Math.min(Math.max(FOLDS, 2 * folds), documents);
    return more > folds ? List.of(new MoreFolds(more), new Seeds()) : List.of(new Seeds());
  }

  /** As many documents in a part of the split as an interval needs. */
  static Documents documents(String part, long now) {
    return new Documents(part, Bootstrap.FEWEST_DOCUMENTS, now);
  }

  /** Any of them, as a sentence; empty where there are none. */
  static String sentence(List<Need> needs) {
    return needs.isEmpty()
        ? ""
        : needs.stream()
            .map(Need::words)
            .collect(Collectors.joining(", or ", "What would tell: ", "."));
  }
}
