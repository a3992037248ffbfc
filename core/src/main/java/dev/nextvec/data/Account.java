package dev.nextvec.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What went into each step from files to windows, what came out, and what was left out by name: one
 * record that people read as lines, programs as JSON, and a dataset keeps.
 *
 * @param stages in the order of the steps, none twice; steps that do not apply are absent
 * @param notes what else a reader of the dataset should know, a sentence each
 * @param options what was asked for that decided what is in it, as in {@code language de} or {@code
 *     no-code}
 */
public record Account(List<Stage> stages, List<String> notes, List<String> options) {
  /** Nothing is recorded. */
  public static final Account NONE = new Account(List.of(), List.of());

  public Account {
    stages = List.copyOf(stages);
    notes = List.copyOf(notes);
    options = List.copyOf(options);
    for (int i = 1; i < stages.size(); i++) {
      if (stages.get(i - 1).step().compareTo(stages.get(i).step()) >= 0) {
        throw new IllegalArgumentException(
            "an account's steps must be in order and none twice but `%s` comes before `%s`"
                .formatted(stages.get(i - 1).step().key(), stages.get(i).step().key()));
      }
    }
  }

  /** Of no options that would be recorded. */
  public Account(List<Stage> stages, List<String> notes) {
    this(stages, notes, List.of());
  }

  /** Whether nothing is recorded. */
  public boolean isEmpty() {
    return stages.isEmpty() && notes.isEmpty() && options.isEmpty();
  }

  /** One stage, if recorded. */
  public Optional<Stage> stage(Step step) {
    return stages.stream().filter(stage -> stage.step() == step).findFirst();
  }

  /** The same with notes added. */
  Account noting(List<String> added) {
    return new Account(stages, Stream.concat(notes.stream(), added.stream()).toList(), options);
  }

  /** The same with options added, each once. */
  public Account of(List<String> added) {
    return new Account(
        stages, notes, Stream.concat(options.stream(), added.stream()).distinct().toList());
  }

  /** The same with stages added, each in the place of one of the same step. */
  public Account with(Stage... added) {
    List<Stage> all = new ArrayList<>(List.of(added));
    List<Step> replaced = Stream.of(added).map(Stage::step).toList();
    stages.stream().filter(stage -> !replaced.contains(stage.step())).forEach(all::add);
    all.sort(Comparator.comparing(Stage::step));
    return new Account(all, notes, options);
  }
}
