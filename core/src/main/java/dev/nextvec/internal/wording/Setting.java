package dev.nextvec.internal.wording;

import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

/**
 * Something a caller may choose, as messages name it. A library does not know how its caller is
 * told: {@link SettingNames} says it in the caller's words.
 */
public enum Setting {
  AGAIN,
  ALLOWED_HOST,
  ALLOW_CONTROL,
  ALLOW_LEAK,
  AMN_VARIANT,
  API_KEY_VARIABLE,
  BATCH_SIZE,
  CACHE,
  CHECKPOINTS,
  CHUNK_CHARS,
  CONTEXT,
  DATA,
  DATASET,
  DEVICE,
  DIMENSION,
  DOCUMENTS,
  EF_CONSTRUCTION,
  ENCODER,
  ENCODER_MODEL,
  FOLDS,
  GIVE,
  GOAL,
  GROUP_COPIES,
  HEADS,
  ID_COLUMN,
  LANGUAGE,
  LEARNING_RATE,
  LIKE,
  LOCAL_STEPS,
  LOSS,
  M,
  MODEL,
  MODEL_TYPE,
  NEAR,
  NEGATIVES,
  NORMALISE,
  NO_CACHE,
  NO_CODE,
  OUT,
  OVERWRITE,
  PARTIAL,
  PRECISION,
  PROBE,
  SEEDS,
  SHARD_ROWS,
  SKIP_BAD,
  SPLIT_SEED,
  STATE_DICT,
  TEST_SHARE,
  TEXT_COLUMN,
  TITLE_COLUMN,
  TRAIN_WINDOWS,
  TYPE,
  VALIDATION_SHARE,
  WINDOW;

  private static final SettingNames NAMES =
      ServiceLoader.load(SettingNames.class, Setting.class.getClassLoader())
          .findFirst()
          .orElseGet(Settings::new);

  /** The name on every surface, for example {@code split-seed}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The words for it in a message. */
  @Override
  public String toString() {
    return NAMES.name(key());
  }

  /** The words for one of its values. */
  public String of(Object value) {
    return NAMES.name(with(value));
  }

  /** The words for a command with it. */
  public String in(String command) {
    return NAMES.name(command, List.of(key()));
  }

  /** The words for a command with one of its values. */
  public String in(String command, Object value) {
    return NAMES.name(command, List.of(with(value)));
  }

  /** It with a value, for {@link #command}. */
  public String with(Object value) {
    return key() + " " + value;
  }

  /**
   * The words for a command with several settings.
   *
   * @param settings as {@link #with} gives them
   */
  public static String command(String command, List<String> settings) {
    return NAMES.name(command, settings);
  }

  /** For a program, which calls methods. */
  private record Settings() implements SettingNames {
    @Override
    public String name(String setting) {
      return "the setting `" + setting + "`";
    }

    @Override
    public String name(String command, List<String> settings) {
      return "`%s` with the setting%s `%s`"
          .formatted(command, settings.size() == 1 ? "" : "s", String.join("`, `", settings));
    }
  }
}
