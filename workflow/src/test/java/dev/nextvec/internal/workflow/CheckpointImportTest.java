package dev.nextvec.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.internal.checkpoint.AmnVariant;
import dev.nextvec.internal.checkpoint.Hints;
import dev.nextvec.internal.checkpoint.NetworkKind;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Predictor;
import dev.nextvec.model.Transformer;
import dev.nextvec.progress.Monitor;
import dev.nextvec.run.Origin;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Checkpoints that PyTorch wrote (see {@code checkpoints/make}), and such as nobody should take.
 */
final class CheckpointImportTest {
  private static final Path CASES = Path.of("src/test/resources/checkpoints");
  private static final Hints FIVE =
      new Hints(OptionalInt.of(5), OptionalInt.empty(), Optional.empty());

  private final LazyEngine engine = new LazyEngine(Device.CPU, 1);
  @TempDir Path folder;
  private Path out = Path.of("");

  @BeforeEach
  void nameRun() {
    out = folder.resolve("runs/mine");
  }

  private static CheckpointImport.Order order(Path file, NetworkKind kind, Hints hints) {
    return new CheckpointImport.Order(
        file,
        Optional.of(kind),
        Optional.empty(),
        hints,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static CheckpointImport.Order at(CheckpointImport.Order order, String place) {
    return new CheckpointImport.Order(
        order.file(),
        order.kind(),
        order.like(),
        order.hints(),
        Optional.of(place),
        order.probe(),
        order.data());
  }

  private static CheckpointImport.Order probed(CheckpointImport.Order order, Path probe) {
    return new CheckpointImport.Order(
        order.file(),
        order.kind(),
        order.like(),
        order.hints(),
        order.place(),
        Optional.of(probe),
        order.data());
  }

  private static CheckpointImport.Order like(Path file, Path run) {
    return new CheckpointImport.Order(
        file,
        Optional.empty(),
        Optional.of(new RunDirectory(run)),
        Hints.NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private RunInfo make(CheckpointImport.Order order) throws IOException {
    return new CheckpointImport(Monitor.none(), engine).run(order, out, false);
  }

  private void refuses(CheckpointImport.Order order, String... said) {
    assertThatThrownBy(() -> make(order))
        .isInstanceOfAny(IOException.class, IllegalArgumentException.class)
        .hasMessageContainingAll(said)
        .hasMessageNotContaining("\n");
    assertThat(out).doesNotExist();
    assertThat(out.resolveSibling(""))
        .satisfiesAnyOf(
            parent -> assertThat(parent).doesNotExist(),
            parent -> assertThat(parent).isEmptyDirectory());
  }

  private static Architecture expected(NetworkKind kind) {
    return switch (kind) {
      case AMN -> new Amn(16, 5, 8, 4, Amn.Init.PYTORCH);
      case AMN_R -> new AmnR(16, 5, 8, 4, 3, 0);
      case LSTM -> new Lstm(16, 5, 8, 2, 0);
      case GRU -> new Gru(16, 5, 8, 2);
      case TRANSFORMER -> new Transformer(16, 5, 8, 2, 2, 32, 0);
    };
  }

  @ParameterizedTest
  @EnumSource(NetworkKind.class)
  void predictsWhatPyTorchPredicts(NetworkKind kind) throws IOException {
    Path file = CASES.resolve(kind + ".pt");
    RunInfo info = make(order(file, kind, kind == NetworkKind.LSTM ? FIVE : Hints.NONE));
    assertThat(info.architecture()).isEqualTo(expected(kind));
    requirePredictions(kind.toString());
    Origin origin = info.origin().orElseThrow();
    assertThat(origin.file()).isEqualTo(kind + ".pt");
    assertThat(origin.sha256()).isEqualTo(Sha256.ofFile(file));
    assertThat(new RunDirectory(out).info()).isEqualTo(info);
  }

  private void requirePredictions(String probe) throws IOException {
    Safetensors cases = Safetensors.read(CASES.resolve(probe + ".probe.safetensors"));
    try (Predictor predictor = new RunDirectory(out).load(engine.get())) {
      float[] expected = cases.tensor("raw").values();
      float[] raw = new float[expected.length];
      predictor.predict(cases.tensor("context").values(), raw.length / predictor.dimension(), raw);
      assertThat(raw).containsExactly(expected, within(1e-5f));
    }
  }

  @ParameterizedTest
  @CsvSource({"amn, model_state_dict", "gru, state_dict/model", "transformer, model", "amn-r, ."})
  void saysWhereTheWeightsWere(String name, String place) throws IOException {
    NetworkKind kind = NetworkKind.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    RunInfo info = make(order(CASES.resolve(name + ".pt"), kind, Hints.NONE));
    assertThat(info.origin().orElseThrow().place()).isEqualTo(place);
  }

  @Test
  void asksForWhatTheWeightsDoNotSay() throws IOException {
    refuses(
        order(CASES.resolve("lstm.pt"), NetworkKind.LSTM, Hints.NONE),
        "do not say of how many vectors a context is",
        "the setting `context`");
    Path bare = bare("transformer");
    refuses(
        order(bare, NetworkKind.TRANSFORMER, FIVE), "how many attention heads", "setting `heads`");
  }

  /** The weights alone, without what the checkpoint says of the network. */
  private Path bare(String name) throws IOException {
    Path run = folder.resolve("described");
    new CheckpointImport(Monitor.none(), engine)
        .run(
            order(
                CASES.resolve(name + ".pt"),
                NetworkKind.valueOf(name.toUpperCase(Locale.ROOT)),
                Hints.NONE),
            run,
            false);
    Path bare = folder.resolve("bare.safetensors");
    new Safetensors(Map.of(), ModelFile.read(run.resolve("model.safetensors")).tensors())
        .write(bare);
    return bare;
  }

  @Test
  void refusesHintsThatTheCheckpointContradicts() {
    Hints eight = new Hints(OptionalInt.of(5), OptionalInt.of(4), Optional.empty());
    refuses(
        order(CASES.resolve("transformer.pt"), NetworkKind.TRANSFORMER, eight),
        "the checkpoint says 2 where the setting `heads` is 4");
    Hints seven = new Hints(OptionalInt.of(7), OptionalInt.empty(), Optional.empty());
    refuses(
        order(CASES.resolve("amn-r.pt"), NetworkKind.AMN_R, seven),
        "weights are for contexts of 5 vectors");
  }

  @Test
  void neverGuessesWhichAmnTheWeightsAreOf() {
    for (String name : List.of("mixture.pt", "memory.pt")) {
      refuses(
          order(CASES.resolve(name), NetworkKind.AMN, FIVE),
          "two networks called amn",
          "the setting `amn-variant mixture`",
          "the setting `probe`");
    }
  }

  @Test
  void takesTheMixtureWhereItIsNamedOrItsProbeIsReproduced() throws IOException {
    Hints named =
        new Hints(OptionalInt.of(5), OptionalInt.empty(), Optional.of(AmnVariant.MIXTURE));
    assertThat(make(order(CASES.resolve("mixture.pt"), NetworkKind.AMN, named)).origin())
        .hasValueSatisfying(origin -> assertThat(origin.replayed()).isFalse());
    requirePredictions("mixture");
    out = folder.resolve("runs/probed");
    assertThat(
            make(order(CASES.resolve("mixture-probed.pt"), NetworkKind.AMN, Hints.NONE)).origin())
        .hasValueSatisfying(origin -> assertThat(origin.replayed()).isTrue());
    requirePredictions("mixture");
    out = folder.resolve("runs/beside");
    make(
        probed(
            order(CASES.resolve("mixture.pt"), NetworkKind.AMN, Hints.NONE),
            CASES.resolve("mixture.probe.safetensors")));
    requirePredictions("mixture");
  }

  @Test
  void refusesTheOtherNetworkOfThatNameByItsProbeOrItsName() {
    refuses(
        order(CASES.resolve("memory-probed.pt"), NetworkKind.AMN, Hints.NONE),
        "does not give the outputs of the probe",
        "another network of that name");
    Hints named = new Hints(OptionalInt.of(5), OptionalInt.empty(), Optional.of(AmnVariant.MEMORY));
    refuses(
        order(CASES.resolve("memory.pt"), NetworkKind.AMN, named),
        "additive memory network",
        "no network for");
    Hints wrong =
        new Hints(OptionalInt.of(5), OptionalInt.empty(), Optional.of(AmnVariant.MIXTURE));
    refuses(
        order(CASES.resolve("memory-probed.pt"), NetworkKind.AMN, wrong),
        "does not give the outputs of the probe");
  }

  @Test
  void refusesAProbeOfOtherWeights() {
    refuses(
        probed(
            order(CASES.resolve("gru.pt"), NetworkKind.GRU, FIVE),
            CASES.resolve("lstm.probe.safetensors")),
        "does not give the outputs of the probe");
    refuses(
        probed(
            order(CASES.resolve("gru.pt"), NetworkKind.GRU, FIVE),
            CASES.resolve("mixture.probe.safetensors")),
        "the probe has contexts of 5 vectors of dimension 12");
    refuses(
        probed(order(CASES.resolve("gru.pt"), NetworkKind.GRU, FIVE), CASES.resolve("gru.pt")),
        "has no probe");
  }

  @Test
  void asksWhichOfSeveralNetworksIsMeant() throws IOException {
    CheckpointImport.Order two = order(CASES.resolve("two.pt"), NetworkKind.GRU, FIVE);
    refuses(two, "several networks, at `student`, `teacher`", "the setting `state-dict`");
    refuses(at(two, "mother"), "no weights at `mother`: it has `student`, `teacher`");
    make(at(two, "teacher"));
    requirePredictions("two");
  }

  @ParameterizedTest
  @CsvSource({
    "module.pt, `peer.Gru`",
    "old-format.pt, old format",
    "script.pt, TorchScript program",
    "make, neither a safetensors file nor one of torch.save",
    "., is a directory",
    "none.pt, none.pt"
  })
  void refusesWhatIsNoFileOfWeights(String name, String said) {
    refuses(order(CASES.resolve(name), NetworkKind.GRU, FIVE), said);
  }

  @Test
  void refusesWeightsOfAnotherNetwork() {
    refuses(
        order(CASES.resolve("gru.pt"), NetworkKind.LSTM, FIVE),
        "the setting `model-type gru`, not the setting `model-type lstm`");
    refuses(
        order(CASES.resolve("gru.probe.safetensors"), NetworkKind.LSTM, FIVE),
        "of no network known here: [context, raw]");
  }

  @Test
  void refusesWeightsThatAreNotNumbers() throws IOException {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    Safetensors.read(bare("gru")).tensors().forEach((name, tensor) -> tensors.put(name, tensor));
    new Safetensors(Map.of(), tensors).tensor("output_proj.bias").values()[3] = Float.NaN;
    Path file = folder.resolve("nan.safetensors");
    new Safetensors(Map.of(), tensors).write(file);
    refuses(order(file, NetworkKind.GRU, FIVE), "number 3 of tensor `output_proj.bias` is NaN");
  }

  @Test
  void refusesTensorsThatWouldBeLeftOut() throws IOException {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    Safetensors.read(bare("gru"))
        .tensors()
        .forEach((name, tensor) -> tensors.put("net." + name, tensor));
    tensors.put("criterion.weight", new FloatTensor(new long[] {1}, new float[1]));
    Path file = folder.resolve("more.safetensors");
    new Safetensors(Map.of(), tensors).write(file);
    CheckpointImport.Order order = order(file, NetworkKind.GRU, FIVE);
    refuses(order, "`criterion.weight`", "the setting `state-dict net`");
    make(at(order, "net"));
    requirePredictions("gru");
    tensors.put("net.more", new FloatTensor(new long[] {1}, new float[1]));
    new Safetensors(Map.of(), tensors).write(file);
    out = folder.resolve("other/mine");
    refuses(at(order, "net"), "tensor `more` does not belong to a gru network");
  }

  @Test
  void refusesAFileOfEndlessNetworks() throws IOException {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < 20_000; i++) {
      tensors.put(
          "n" + i + ".context_encoder.weight", new FloatTensor(new long[] {1}, new float[1]));
    }
    Path file = folder.resolve("many.safetensors");
    new Safetensors(Map.of(), tensors).write(file);
    refuses(order(file, NetworkKind.AMN, FIVE), "more than 64 networks");
  }

  @Test
  void weightsOfARunThatWereTrainedOnComeBackWithItsSizes() throws IOException {
    make(order(CASES.resolve("transformer.pt"), NetworkKind.TRANSFORMER, Hints.NONE));
    Path run = out;
    Map<String, FloatTensor> tensors = ModelFile.read(run.resolve("model.safetensors")).tensors();
    new Safetensors(Map.of(), tensors).tensor("head.3.bias").values()[0] += 1;
    Path tuned = folder.resolve("tuned.safetensors");
    new Safetensors(Map.of(), tensors).write(tuned);
    out = folder.resolve("tuned/run");
    RunInfo info = make(like(tuned, run));
    assertThat(info.architecture()).isEqualTo(expected(NetworkKind.TRANSFORMER));
    assertThat(info.origin().orElseThrow().run()).contains(run.toString());
    out = folder.resolve("other/run");
    refuses(like(CASES.resolve("gru.pt"), run), "the network is transformer");
  }

  @Test
  void leavesARunAloneThatIsThere() throws IOException {
    make(order(CASES.resolve("amn.pt"), NetworkKind.AMN, Hints.NONE));
    byte[] before = Files.readAllBytes(out.resolve("model.safetensors"));
    assertThatThrownBy(() -> make(order(CASES.resolve("gru.pt"), NetworkKind.GRU, FIVE)))
        .hasMessageContaining("exists and is not empty");
    assertThat(out.resolve("model.safetensors")).hasBinaryContent(before);
  }
}
