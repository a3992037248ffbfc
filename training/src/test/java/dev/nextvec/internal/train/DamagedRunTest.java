package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Predictor;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run directory gets that was damaged, or that cannot be written. */
final class DamagedRunTest {
  private static final Architecture LSTM = Tiny.architecture("lstm");
  private static final TrainingConfig CONFIG = Tiny.config(2, 5e-3, 1);

  @TempDir Path directory;
  private Dataset dataset;
  private Path run;
  private int steps;

  @BeforeEach
  void trainForAnEpochAndAHalf() throws IOException {
    dataset = Tiny.dataset(directory.resolve("data"));
    run = directory.resolve("run");
    Tiny.train(dataset, LSTM, CONFIG, run, () -> ++steps == 20);
  }

  @AfterEach
  void close() {
    dataset.close();
  }

  private Path file(String name) {
    return run.resolve(name);
  }

  private Path state() {
    return file("state/state.safetensors");
  }

  private void refusesToContinue(String... said) {
    refuses(() -> Tiny.train(dataset, LSTM, CONFIG, run, Tiny.NEVER), said);
  }

  private void refusesToLoad(String... said) {
    refuses(this::load, said);
  }

  private static void refuses(ThrowingCallable action, String... said) {
    assertThatThrownBy(action)
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(said)
        .hasMessageNotContaining("\n");
  }

  private void load() throws IOException {
    try (Predictor predictor = new RunDirectory(run).load(Tiny.engine())) {
      assertThat(predictor.parameters()).isEqualTo(LSTM.parameterCount());
    }
  }

  @Test
  void anUndamagedRunLoadsAndContinues() throws IOException {
    load();
    assertThat(Tiny.train(dataset, LSTM, CONFIG, run, Tiny.NEVER).history()).hasSize(2);
    load();
  }

  @Test
  void aTruncatedStateIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(state());
    for (int length : new int[] {0, 7, 100, whole.length / 2, whole.length - 1}) {
      Files.write(state(), Arrays.copyOf(whole, length));
      refusesToContinue(state() + " is not a whole safetensors file");
    }
  }

  @Test
  void aStateWithOneFlippedBitIsRefusedWhereverItIs() throws IOException {
    byte[] whole = Files.readAllBytes(state());
    SplittableRandom random = new SplittableRandom(8);
    List<Integer> places = new ArrayList<>(List.of(whole.length - 1, 0, 8));
    for (int i = 0; i < 60; i++) {
      places.add(random.nextInt(i % 2 == 0 ? whole.length : 1200)); // 1200: in the header
    }
    for (int place : places) {
      byte[] flipped = whole.clone();
      flipped[place] ^= (byte) (1 << random.nextInt(8));
      Files.write(state(), flipped);
      refusesToContinue(state().toString());
    }
  }

  @Test
  void theStateOfAnotherNetworkIsRefused() throws IOException {
    Path other = directory.resolve("other");
    Tiny.train(dataset, Tiny.architecture("gru"), CONFIG, other, () -> true);
    Files.copy(
        other.resolve("state/state.safetensors"), state(), StandardCopyOption.REPLACE_EXISTING);
    refusesToContinue(state() + " is not the state of this training", "`weights` has ");
    new Safetensors(Map.of(), Map.of()).write(state());
    refusesToContinue(state() + " is not the state of this training");
  }

  @Test
  void aWeightThatChangedAfterwardsIsRefused() throws IOException {
    byte[] model = Files.readAllBytes(file("model.safetensors"));
    model[model.length - 1] ^= 0x40; // exponent of the last number
    Files.write(file("model.safetensors"), model);
    refusesToLoad("does not reproduce the outputs recorded in " + file("golden.safetensors"));
  }

  @Test
  void aTruncatedModelIsRefused() throws IOException {
    byte[] model = Files.readAllBytes(file("model.safetensors"));
    Files.write(file("model.safetensors"), Arrays.copyOf(model, model.length - 5));
    refusesToLoad(file("model.safetensors") + " is not a whole safetensors file");
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    Files.delete(file("golden.safetensors"));
    refusesToLoad(file("golden.safetensors") + " does not exist");
    Files.delete(file("model.safetensors"));
    refusesToLoad(file("model.safetensors") + " does not exist");
    Files.delete(file("split.json"));
    refuses(
        () -> new RunDirectory(run).split(dataset.windows(5)),
        file("split.json") + " does not exist");
    Files.delete(file("run.json"));
    refuses(() -> new RunDirectory(run).info(), run + " is not a run: it has no run.json");
  }

  @Test
  void recordedOutputsOfAnotherModelAreRefused() throws IOException {
    new Safetensors(Map.of(), Map.of()).write(file("golden.safetensors"));
    refusesToLoad(file("golden.safetensors") + " belongs to a model of other sizes");
  }

  @Test
  void aDamagedDescriptionIsRefusedInOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(file("run.json"));
    Map<String, byte[]> damages = new HashMap<>();
    damages.put("run.json is not valid JSON", Arrays.copyOf(whole, whole.length / 2));
    damages.put("restore it, or train again", new byte[0]);
    damages.put(
        "run.json: `format` must be from 1 to 4",
        "{\"format\":5}".getBytes(StandardCharsets.UTF_8));
    byte[] notText = whole.clone();
    notText[whole.length / 2] = (byte) 0xFF;
    damages.put("run.json", notText);
    for (Map.Entry<String, byte[]> damage : damages.entrySet()) {
      Files.write(file("run.json"), damage.getValue());
      if (!Arrays.equals(damage.getValue(), notText)) {
        refusesToContinue(damage.getKey());
      } else {
        refuses(() -> new RunDirectory(run).info(), damage.getKey());
      }
    }
  }

  @Test
  void aDamagedSplitIsRefusedInOneLine() throws IOException {
    Files.writeString(file("split.json"), "{\n\"kind\":\n");
    refuses(
        () -> new RunDirectory(run).split(dataset.windows(5)),
        file("split.json") + " is not valid JSON");
    Files.writeString(file("split.json"), "{}");
    refuses(
        () -> new RunDirectory(run).split(dataset.windows(5)),
        file("split.json") + ": `sha256` must be there but is missing");
  }

  @Test
  void aSplitThatWasExchangedOrEditedAfterTrainingIsRefused() throws IOException {
    RunDirectory directory = new RunDirectory(run);
    String own = Files.readString(file("split.json"));
    assertThat(directory.split(dataset.windows(5)).sha256())
        .isEqualTo(directory.info().provenance().splitSha256());
    Files.writeString(file("split.json"), Split.of(dataset, 5, 2).toJson().toString());
    refuses(
        () -> directory.split(dataset.windows(5)),
        file("split.json") + " is not the split of this training",
        "run.json records");
    refuses(directory::splitWarnings, file("split.json") + " is not the split of this training");
    String learned = Split.of(dataset, 5, 1).toJson().at("/train/groups/0").asText();
    String tested = Split.of(dataset, 5, 1).toJson().at("/test/groups/0").asText();
    Files.writeString(
        file("split.json"),
        own.replace('"' + learned + '"', "\"?\"")
            .replace('"' + tested + '"', '"' + learned + '"')
            .replace("\"?\"", '"' + tested + '"'));
    refuses(() -> directory.split(dataset.windows(5)), "the split was edited");
  }

  @Test
  void whatAKilledProcessWasWritingIsRemoved() throws IOException {
    Path inRun = Files.write(file("model.safetensors.tmp-1"), new byte[9]);
    Path inState = Files.write(file("state/state.safetensors.tmp-1"), new byte[9]);
    Tiny.train(dataset, LSTM, CONFIG, run, Tiny.NEVER);
    assertThat(inRun).doesNotExist();
    assertThat(inState).doesNotExist();
  }

  @Test
  void aFileInTheRunsPlaceIsRefused() throws IOException {
    Path taken = Files.createFile(directory.resolve("taken"));
    refuses(
        () -> Tiny.train(dataset, LSTM, CONFIG, taken, Tiny.NEVER),
        taken + " is a file: choose another directory for the run");
    Path below = taken.resolve("run");
    refuses(
        () -> Tiny.train(dataset, LSTM, CONFIG, below, Tiny.NEVER),
        "making run directory " + below + " failed: " + taken);
  }

  @Test
  void aDirectoryThatMayNotBeWrittenIsRefused() throws IOException {
    assumeThat(run.getFileSystem().supportedFileAttributeViews()).contains("posix");
    Path place = Files.createDirectory(directory.resolve("place"));
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeThat(Files.isWritable(place)).as("an administrator may write anywhere").isFalse();
    refuses(
        () -> Tiny.train(dataset, LSTM, CONFIG, place.resolve("run"), Tiny.NEVER),
        "no permission for " + place.resolve("run"));
    refuses(
        () -> Tiny.train(dataset, LSTM, CONFIG, place, Tiny.NEVER),
        "no permission for " + place.resolve(".lock"));
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A limit on the size of files stands for a full disk: writing fails in the middle. */
  @Test
  @Tag("slow")
  void aFullDiskLeavesTheLastGoodCheckpointAndNothingHalfWritten() throws Exception {
    assumeThat(Path.of("/bin/bash")).exists();
    Map<Path, byte[]> before = content();
    long limit = Files.size(state()) / 1024 - 2; // blocks: the state's last kilobytes do not fit
    List<String> command = new ArrayList<>(List.of("/bin/bash", "-c"));
    command.add("ulimit -f " + limit + "; exec \"$0\" \"$@\"");
    command.addAll(
        TrainingProcess.command(
            TrainingProcess.class,
            List.of("-Xmx128m"),
            directory.resolve("data").toString(),
            run.toString(),
            "lstm",
            "2"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(1);
    assertThat(said.lines().filter(line -> line.startsWith("failed: ")))
        .singleElement()
        .asString()
        .startsWith("failed: writing " + state() + " failed: ");
    assertThat(content().keySet()).isEqualTo(before.keySet());
    assertThat(state()).hasBinaryContent(before.get(state()));
    load();
    assertThat(Tiny.train(dataset, LSTM, CONFIG, run, Tiny.NEVER).history()).hasSize(2);
  }

  private Map<Path, byte[]> content() throws IOException {
    Map<Path, byte[]> content = new HashMap<>();
    try (var files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(file, Files.readAllBytes(file));
      }
    }
    return content;
  }
}
