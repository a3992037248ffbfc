package dev.nextvec.internal.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.internal.run.CheckpointWriter;
import dev.nextvec.internal.run.Checkpoints;
import dev.nextvec.internal.run.PlaceTaken;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.model.Gru;
import dev.nextvec.provenance.Environment;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever keeps checkpoints may end at any moment, on a file system that renames by copying. */
class KilledWriterTest {
  @TempDir Path folder;

  @BeforeEach
  void register() {
    TornFileSystem.register();
    TornFileSystem.revive();
  }

  @AfterEach
  void revive() {
    TornFileSystem.revive();
  }

  private String place(String name) {
    return TornFileSystem.SCHEME + "://" + folder.resolve(name);
  }

  /** A run as far as it counts here: its description, weights that are of its epochs, a state. */
  private RunDirectory run(String name, int epochs) throws IOException {
    RunDirectory run = new RunDirectory(folder.resolve(name));
    Files.createDirectories(run.state().getParent());
    List<EpochRecord> history = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      history.add(
          new EpochRecord(
              epoch,
              epoch,
              1,
              0,
              1.0 / epoch,
              0,
              1,
              1,
              1,
              epoch,
              new TreeMap<>(),
              OptionalDouble.empty()));
    }
    Provenance provenance =
        new Provenance("ab".repeat(32), "cd".repeat(32), 1, 1, Environment.withoutEngine());
    run.write(
        new RunInfo(
            new Gru(4, 3, 8, 1),
            TrainingConfig.defaults(),
            provenance,
            "data",
            RunInfo.Status.RUNNING,
            Optional.empty(),
            history,
            List.of()));
    Files.writeString(run.path().resolve("split.json"), "the same always");
    Files.writeString(run.path().resolve("model.safetensors"), "weights of " + epochs);
    Files.writeString(run.path().resolve("golden.safetensors"), "outputs of " + epochs);
    Files.writeString(run.state(), "state of " + epochs);
    return run;
  }

  private static void keep(String place, RunDirectory run) throws IOException {
    try (CheckpointWriter writer = CheckpointWriter.begin(Checkpoints.at(place))) {
      writer.keep(run);
    }
  }

  /**
   * How far the run has come that is kept; all its files are of one moment.
   *
   * @param into what may hold a run already: what is the same is not written again
   */
  private int kept(String place, String into) throws IOException {
    RunDirectory run = new RunDirectory(folder.resolve(into));
    List<String> said = new ArrayList<>();
    if (!Checkpoints.at(place).restore(run, said::add)) {
      return 0;
    }
    int epochs = run.info().history().size();
    assertThat(run.state()).hasContent("state of " + epochs);
    assertThat(run.path().resolve("model.safetensors")).hasContent("weights of " + epochs);
    assertThat(run.path().resolve("golden.safetensors")).hasContent("outputs of " + epochs);
    assertThat(run.path().resolve("split.json")).hasContent("the same always");
    return epochs;
  }

  @Test
  void theLastWholeOneIsThereWheneverItEnds() throws IOException {
    RunDirectory[] runs = {run("one", 1), run("two", 2), run("three", 3), run("four", 4)};
    List<Integer> found = new ArrayList<>();
    boolean ended = true;
    for (int changes = 0; ended; changes++) {
      String place = place("place-" + changes);
      keep(place, runs[0]);
      keep(place, runs[1]);
      TornFileSystem.endAfter(changes);
      try {
        keep(place, runs[2]);
      } catch (IOException killed) {
        assertThat(TornFileSystem.hasEnded()).as(killed.toString()).isTrue();
      }
      ended = TornFileSystem.hasEnded();
      TornFileSystem.revive();
      int epochs = kept(place, "restored");
      assertThat(epochs).as("after %d changes", changes).isBetween(2, 3);
      found.add(epochs);
      keep(place, runs[3]);
      assertThat(kept(place, "next")).isEqualTo(4);
    }
    assertThat(found).isSorted().contains(2, 3).hasSizeGreaterThan(10);
    try (var files = Files.list(folder.resolve("place-" + (found.size() - 1) + "/files"))) {
      assertThat(files.toList()).as("of two checkpoints, one file of which is the same").hasSize(9);
    }
  }

  @Test
  void theVeryFirstIsThereOrNoneIs() throws IOException {
    RunDirectory run = run("one", 1);
    List<Integer> found = new ArrayList<>();
    boolean ended = true;
    for (int changes = 0; ended; changes++) {
      String place = place("place-" + changes);
      TornFileSystem.endAfter(changes);
      try {
        keep(place, run);
      } catch (IOException killed) {
        assertThat(TornFileSystem.hasEnded()).as(killed.toString()).isTrue();
      }
      ended = TornFileSystem.hasEnded();
      TornFileSystem.revive();
      found.add(kept(place, "restored"));
      keep(place, run);
      assertThat(kept(place, "next")).isEqualTo(1);
    }
    assertThat(found).isSorted().contains(0, 1);
  }

  @Test
  void aDamagedOneIsNamedAndTheOneBeforeIsUsed() throws IOException {
    keep(place("place"), run("one", 1));
    keep(place("place"), run("two", 2));
    RunDirectory run = new RunDirectory(folder.resolve("restored"));
    Path manifest = folder.resolve("place/checkpoint-000000002.json");
    String whole = Files.readString(manifest);
    Files.writeString(manifest, whole.replaceFirst("\"bytes\" : 10", "\"bytes\" : 11"));
    List<String> said = new ArrayList<>();
    assertThat(Checkpoints.at(place("place")).restore(run, said::add)).isTrue();
    assertThat(said)
        .singleElement()
        .asString()
        .contains(place("place"), "000000002.json", "damaged");
    assertThat(run.info().history()).hasSize(1);
    Files.writeString(manifest, whole);
    assertThat(kept(place("place"), "again")).isEqualTo(2);
    try (var files = Files.list(folder.resolve("place/files"))) {
      for (Path file : files.toList()) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[0] ^= 1;
        Files.write(file, bytes);
      }
    }
    assertThatThrownBy(() -> Checkpoints.at(place("place")).restore(run, said::add))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no checkpoint at " + place("place") + " can be read");
  }

  @Test
  void whoWroteBeforeFindsOutAndChangesNothing() throws IOException {
    RunDirectory run = run("one", 1);
    try (CheckpointWriter before = CheckpointWriter.begin(Checkpoints.at(place("place")))) {
      before.keep(run);
      keep(place("place"), run("two", 2));
      assertThatThrownBy(() -> before.keep(run))
          .isInstanceOf(PlaceTaken.class)
          .hasMessageContaining("another training has begun to write to " + place("place"));
    }
    assertThat(kept(place("place"), "restored")).isEqualTo(2);
    assertThat(Checkpoints.at(place("place")).isBeingWritten()).isFalse();
    Checkpoints.at(place("place")).remove();
    assertThat(kept(place("place"), "removed")).isZero();
  }

  private static void waiting(RunDirectory run, int epoch, String end) throws IOException {
    for (String name : List.of("model", "golden")) {
      String words = (name.equals("model") ? "weights" : "outputs") + " of " + end;
      Files.writeString(run.path().resolve(name + "-epoch-" + epoch + ".safetensors"), words);
    }
  }

  @Test
  void whatIsStoppedBetweenStateAndDescriptionIsKeptSo() throws IOException {
    RunDirectory run = run("four", 4);
    Files.writeString(run.state(), "state of 5");
    waiting(run, 5, "5");
    keep(place("place"), run);
    for (RunDirectory target :
        List.of(new RunDirectory(folder.resolve("fresh")), run("three", 3))) {
      assertThat(Checkpoints.at(place("place")).restore(target, line -> {})).isTrue();
      assertThat(target.info().bestEpoch()).isEqualTo(4);
      assertThat(target.state()).hasContent("state of 5");
      assertThat(target.path().resolve("model.safetensors")).hasContent("weights of 4");
      assertThat(target.path().resolve("golden.safetensors")).hasContent("outputs of 4");
      assertThat(target.path().resolve("model-epoch-5.safetensors")).hasContent("weights of 5");
      assertThat(target.path().resolve("golden-epoch-5.safetensors")).hasContent("outputs of 5");
    }
  }

  @Test
  void whatWaitsToTakeItsPlaceTakesIt() throws IOException {
    RunDirectory run = run("four", 4);
    waiting(run, 4, "4");
    Files.writeString(run.path().resolve("model.safetensors"), "weights of 3");
    Files.writeString(run.path().resolve("golden.safetensors"), "outputs of 3");
    keep(place("place"), run);
    assertThat(kept(place("place"), "fresh")).isEqualTo(4);
    run("three", 3);
    assertThat(kept(place("place"), "three")).isEqualTo(4);
    assertThat(folder.resolve("three/model-epoch-4.safetensors")).doesNotExist();
  }

  @Test
  void whatIsNoDamageIsSaidAndNothingBeforeIsUsed() throws IOException {
    keep(place("place"), run("one", 1));
    keep(place("place"), run("two", 2));
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    List<String> said = new ArrayList<>();
    RunDirectory nowhere = new RunDirectory(file.resolve("run"));
    assertThatThrownBy(() -> Checkpoints.at(place("place")).restore(nowhere, said::add))
        .isInstanceOf(IOException.class)
        .hasMessageNotContaining("no checkpoint at");
    assertThat(said).isEmpty();
  }

  @Test
  void aFirstOneThatWasChangedIsDamagedAndNotUnfinished() throws IOException {
    keep(place("place"), run("one", 1));
    Path manifest = folder.resolve("place/checkpoint-000000001.json");
    String whole = Files.readString(manifest);
    Files.writeString(manifest, whole.replaceFirst("\"bytes\" : 10", "\"bytes\" : 11"));
    assertThatThrownBy(() -> kept(place("place"), "restored"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("was changed or damaged");
    Files.writeString(manifest, whole.substring(0, whole.length() / 2));
    List<String> said = new ArrayList<>();
    assertThat(Checkpoints.at(place("place")).info(said::add)).isEmpty();
    assertThat(said)
        .singleElement()
        .asString()
        .contains(
            place("place"),
            "checkpoint-000000001.json was never finished, and there is no other checkpoint");
    assertThat(kept(place("place"), "restored")).isZero();
  }

  @Test
  void aFileThatSomebodyRemovedIsWrittenAgain() throws IOException {
    RunDirectory run = run("one", 1);
    try (CheckpointWriter writer = CheckpointWriter.begin(Checkpoints.at(place("place")))) {
      writer.keep(run);
      try (var files = Files.list(folder.resolve("place/files"))) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      writer.keep(run);
    }
    assertThat(kept(place("place"), "restored")).isEqualTo(1);
  }
}
