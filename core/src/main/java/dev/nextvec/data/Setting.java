package dev.nextvec.data;

import java.util.Locale;

/**
 * Something a caller may choose, as messages name it. A library does not know how its caller is
 * told: the command line shows {@link #toString} as its option.
 */
public enum Setting {
  ALLOW_LEAK,
  AMN_VARIANT,
  BATCH_SIZE,
  CONTEXT,
  DATA,
  DATASET,
  DEVICE,
  DIMENSION,
  FOLDS,
  GOAL,
  HEADS,
  LEARNING_RATE,
  LIKE,
  LOSS,
  MODEL_TYPE,
  NEGATIVES,
  NORMALISE,
  OUT,
  OVERWRITE,
  PROBE,
  SPLIT_SEED,
  STATE_DICT,
  TRAIN_WINDOWS;

  /** The name on every surface, for example {@code split-seed}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The words for it in a message. */
  @Override
  public String toString() {
    return "the setting `" + key() + "`";
  }

  /** The words for one of its values. */
  public String of(Object value) {
    return "the setting `" + key() + " " + value + "`";
  }
}
