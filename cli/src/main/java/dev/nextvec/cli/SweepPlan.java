package dev.nextvec.cli;

import dev.nextvec.internal.workflow.TrainingTask;
import dev.nextvec.model.Architecture;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The runs of a sweep: each architecture with every combination of settings that it has, and with
 * each seed.
 *
 * @param models what is trained
 * @param seeds of initialisation, shuffling and dropout
 * @param settings values by the names of options
 */
record SweepPlan(List<ModelType> models, List<Long> seeds, Map<String, List<String>> settings) {
  private static final int MOST_RUNS = 10_000;

  /** One setting of each, for one architecture. */
  private record Variant(Trainable trainable, Map<String, String> settings) {}

  /**
   * Makes sure that every run makes sense, before anything is opened.
   *
   * @throws WrongUsage saying what does not
   */
  void check() {
    double runs = (double) models.size() * seeds.size();
    for (List<String> values : settings.values()) {
      runs *= values.size();
    }
    if (runs > MOST_RUNS) {
      throw new WrongUsage("a sweep has at most %,d runs, not %,.0f".formatted(MOST_RUNS, runs));
    }
    Recipe first = Recipe.of(VariedOptions.combinations(settings).getFirst());
    List<String> unused = first.sizes.withoutEffect(trainables());
    if (!unused.isEmpty()) {
      throw new WrongUsage(
          "`%s` has no effect on `%s`"
              .formatted(
                  unused.getFirst(),
                  models.stream().map(Object::toString).collect(Collectors.joining(","))));
    }
    VariedOptions.ONE_VALUE.forEach(
        (option, why) -> {
          if (settings.getOrDefault(option, List.of()).size() > 1) {
            throw new WrongUsage("`%s` takes one value: %s".formatted(option, why));
          }
        });
    List<Variant> variants = variants();
    variants.forEach(variant -> Recipe.of(variant.settings).training.config());
    first
        .training
        .withoutEffect(trainables())
        .forEach(
            (option, need) -> {
              boolean none = variants.stream().noneMatch(v -> v.settings.containsKey(option));
              if (settings.containsKey(option) && none) {
                throw new WrongUsage("`%s` has no effect without %s".formatted(option, need));
              }
            });
  }

  int contextLength() {
    return Recipe.of(VariedOptions.combinations(settings).getFirst()).sizes.context.length;
  }

  /** One seed of everything, then the next: whoever stops early has seeds that are complete. */
  List<TrainingTask> tasks(int dimension, Path out) {
    List<Variant> variants = variants();
    Map<String, TrainingTask> tasks = new LinkedHashMap<>();
    for (long seed : seeds) {
      for (Variant variant : variants) {
        Recipe recipe = Recipe.of(variant.settings);
        String name = name(variant, seed);
        Architecture architecture = recipe.sizes.of(variant.trainable.type(), dimension);
        tasks.putIfAbsent(
            name,
            new TrainingTask(
                name,
                architecture,
                variant
                    .trainable
                    .config(recipe.training.config(), recipe.training::retrieval)
                    .withSeed(seed),
                out.resolve(name),
                recipe.training.accumulate));
      }
    }
    return List.copyOf(tasks.values());
  }

  private List<Trainable> trainables() {
    return models.stream().flatMap(type -> type.each().stream()).distinct().toList();
  }

  private List<Variant> variants() {
    return trainables().stream()
        .flatMap(
            each ->
                VariedOptions.combinations(affecting(each)).stream()
                    .map(settings -> new Variant(each, used(each, settings))))
        .distinct()
        .toList();
  }

  /** Without what the other settings leave no use for: runs must not differ in their name alone. */
  private static Map<String, String> used(Trainable trainable, Map<String, String> settings) {
    Map<String, String> used = new LinkedHashMap<>(settings);
    used.keySet()
        .removeAll(Recipe.of(settings).training.withoutEffect(List.of(trainable)).keySet());
    return used;
  }

  /** Without the sizes that this architecture has not. */
  private Map<String, List<String>> affecting(Trainable trainable) {
    Recipe first = Recipe.of(VariedOptions.combinations(settings).getFirst());
    Map<String, List<String>> affecting = new LinkedHashMap<>(settings);
    affecting.keySet().removeAll(first.sizes.withoutEffect(List.of(trainable)));
    if (trainable.retrieves()) {
      affecting.keySet().removeAll(List.of("--goal", "--loss"));
    }
    return affecting;
  }

  /** Names what varies, and the seed always: a sweep that grows by seeds keeps its runs. */
  private String name(Variant variant, long seed) {
    StringBuilder name = new StringBuilder(variant.trainable.name());
    variant.settings.forEach(
        (option, value) -> {
          if (settings.getOrDefault(option, List.of()).size() > 1) {
            name.append('-').append(option.substring(2)).append('-').append(value);
          }
        });
    return name.append("-seed-").append(seed).toString();
  }
}
