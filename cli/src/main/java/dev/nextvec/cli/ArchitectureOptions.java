package dev.nextvec.cli;

import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Transformer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sizes of the networks; what is not given is the specification's. */
final class ArchitectureOptions {
  @Option(
      names = "--dimension",
      paramLabel = "N",
      description = "length of a vector; data of another is refused (default: the dataset's)")
  @Bounds(from = 1, to = Bounds.MOST)
  @Nullable Integer dimension;

  @Mixin ContextOption context = new ContextOption();

  @Option(
      names = "--hidden",
      paramLabel = "N",
      description = "width of the hidden layers (default: 512)")
  @Bounds(from = 1, to = Bounds.MOST)
  @Nullable Integer hidden;

  @Option(
      names = "--layers",
      paramLabel = "N",
      description = "layers (default: lstm 2, gru 4, transformer 4; amn has none to choose)")
  @Bounds(from = 1, to = 256)
  @Nullable Integer layers;

  @Option(
      names = "--heads",
      paramLabel = "N",
      description = "attention heads of the transformer (default: 8)")
  @Bounds(from = 1, to = 1024)
  @Nullable Integer heads;

  @Option(
      names = "--feed-forward",
      paramLabel = "N",
      description = "width of the transformer's feed-forward networks (default: 2048)")
  @Bounds(from = 1, to = Bounds.MOST)
  @Nullable Integer feedForward;

  @Option(
      names = "--attention",
      paramLabel = "N",
      description = "width of the queries and keys (default: amn 256, amn-r 64)")
  @Bounds(from = 1, to = Bounds.MOST)
  @Nullable Integer attention;

  @Option(
      names = "--rank",
      paramLabel = "N",
      description = "rank of the linear map of amn-r (default: 64)")
  @Bounds(from = 1, to = Bounds.MOST)
  @Nullable Integer rank;

  @Option(
      names = "--dropout",
      paramLabel = "SHARE",
      description = "share dropped in training (default: amn-r 0.2, lstm 0.2, transformer 0.1)")
  @Bounds(from = 0, to = 1, below = true)
  @Nullable Double dropout;

  @Option(
      names = "--amn-init",
      paramLabel = "zero|pytorch",
      description =
          "how the amn's last layer starts: at zero, so that it begins as the linear average, or as"
              + " PyTorch starts it (default: zero)")
  Amn.@Nullable Init amnInit;

  /**
   * The network of a type for vectors of a dimension, or of the one that was asked for.
   *
   * @throws WrongUsage if a size makes no sense
   */
  Architecture of(ModelType type, int ofDataset) {
    return WrongUsage.unless(() -> made(type, or(dimension, ofDataset)));
  }

  private Architecture made(ModelType type, int dim) {
    return switch (type) {
      case AMN -> amn(Amn.standard(dim));
      case AMN_R -> amnR(AmnR.standard(dim));
      case LSTM -> lstm(Lstm.standard(dim));
      case GRU -> gru(Gru.standard(dim));
      case TRANSFORMER -> transformer(Transformer.standard(dim));
      case ALL, EVERYTHING ->
          throw new IllegalArgumentException("`%s` is not one architecture".formatted(type));
    };
  }

  private Amn amn(Amn usual) {
    return new Amn(
        usual.dimension(),
        context.length,
        or(hidden, usual.hidden()),
        or(attention, usual.attention()),
        amnInit == null ? usual.init() : amnInit);
  }

  private AmnR amnR(AmnR usual) {
    return new AmnR(
        usual.dimension(),
        context.length,
        or(hidden, usual.hidden()),
        or(attention, usual.attention()),
        or(rank, usual.rank()),
        or(dropout, usual.dropout()));
  }

  private Lstm lstm(Lstm usual) {
    return new Lstm(
        usual.dimension(),
        context.length,
        or(hidden, usual.hidden()),
        or(layers, usual.layers()),
        or(dropout, usual.dropout()));
  }

  private Gru gru(Gru usual) {
    return new Gru(
        usual.dimension(), context.length, or(hidden, usual.hidden()), or(layers, usual.layers()));
  }

  private Transformer transformer(Transformer usual) {
    return new Transformer(
        usual.dimension(),
        context.length,
        or(hidden, usual.hidden()),
        or(layers, usual.layers()),
        or(heads, usual.heads()),
        or(feedForward, usual.feedForward()),
        or(dropout, usual.dropout()));
  }

  /** Options that were given and that none of {@code types} has. */
  List<String> withoutEffect(List<Trainable> trained) {
    List<ModelType> types = trained.stream().map(Trainable::type).toList();
    Map<String, Boolean> given = new LinkedHashMap<>();
    given.put("--layers", layers != null);
    given.put("--heads", heads != null);
    given.put("--feed-forward", feedForward != null);
    given.put("--attention", attention != null);
    given.put("--rank", rank != null);
    given.put("--dropout", dropout != null);
    given.put("--amn-init", amnInit != null);
    return given.keySet().stream()
        .filter(option -> Boolean.TRUE.equals(given.get(option)))
        .filter(option -> types.stream().noneMatch(type -> having(option).contains(type)))
        .toList();
  }

  private static Set<ModelType> having(String option) {
    return switch (option) {
      case "--layers" -> Set.of(ModelType.LSTM, ModelType.GRU, ModelType.TRANSFORMER);
      case "--heads", "--feed-forward" -> Set.of(ModelType.TRANSFORMER);
      case "--dropout" -> Set.of(ModelType.AMN_R, ModelType.LSTM, ModelType.TRANSFORMER);
      case "--attention" -> Set.of(ModelType.AMN, ModelType.AMN_R);
      case "--rank" -> Set.of(ModelType.AMN_R);
      case "--amn-init" -> Set.of(ModelType.AMN);
      default -> Set.of();
    };
  }

  private static int or(@Nullable Integer given, int otherwise) {
    return given == null ? otherwise : given;
  }

  private static double or(@Nullable Double given, double otherwise) {
    return given == null ? otherwise : given;
  }
}
