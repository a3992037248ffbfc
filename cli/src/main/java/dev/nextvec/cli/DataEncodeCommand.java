package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.Figures;
import dev.nextvec.data.Dataset;
import dev.nextvec.internal.engine.Engines;
import dev.nextvec.internal.file.Addresses;
import dev.nextvec.progress.Monitor;
import dev.nextvec.text.Chunker;
import dev.nextvec.text.Corpus;
import dev.nextvec.text.EmbeddingCache;
import dev.nextvec.text.EncodeJob;
import dev.nextvec.text.EncodeReport;
import dev.nextvec.text.Encoder;
import dev.nextvec.text.EncoderChoice;
import dev.nextvec.text.EncodingSite;
import dev.nextvec.text.PrecisionChoice;
import dev.nextvec.vector.VectorType;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code nextvec data encode}: from text to a dataset. */
@picocli.CommandLine.Command(
    name = "encode",
    description = {
      "Cuts text into chunks of whole sentences and encodes each: a dataset. Reads plain text,"
          + " Markdown, AsciiDoc, HTML and JSONL, each also as .gz or .bz2,"
          + " Parquet, and dumps of MediaWiki.",
      "",
      "Interrupted, the same command resumes: what was encoded before, by any command, is kept.",
      ""
    },
    sortOptions = false)
final class DataEncodeCommand implements Command {
  private static final long MUCH_TEXT = 1_000_000; // bytes: two minutes of encoding on two cores

  @Parameters(paramLabel = "INPUT", arity = "1..*", description = "files, folders, globs")
  List<String> inputs = List.of();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description =
          "dataset directory to make; on Spark also an address of a file system that Hadoop knows"
              + " (hdfs://, s3a://)")
  String out = "";

  @Mixin EncoderOptions encoder = new EncoderOptions();

  @Option(
      names = "--precision",
      paramLabel = "float32|bfloat16|auto",
      defaultValue = "float32",
      description =
          "what the encoder computes in; bfloat16 is faster on processors made for it, its vectors"
              + " within a cosine of .9999; auto measures it here first (default:"
              + " ${DEFAULT-VALUE})")
  PrecisionChoice precision = PrecisionChoice.FLOAT32;

  @Option(
      names = "--chunk-chars",
      paramLabel = "N",
      defaultValue = "" + Chunker.DEFAULT_CHARS,
      description = "about how long a chunk is, in characters (default: ${DEFAULT-VALUE})")
  @Bounds(from = Chunker.MIN_CHARS, to = 1_000_000)
  int chunkChars;

  @Option(
      names = "--language",
      paramLabel = "TAG",
      defaultValue = "en",
      converter = Language.class,
      description = "language whose sentences are broken (default: ${DEFAULT-VALUE})")
  Locale language = Locale.ENGLISH;

  @Option(
      names = "--no-code",
      description = "leave out blocks of code (default: they are text like any other)")
  boolean noCode;

  @Option(
      names = "--dtype",
      paramLabel = "float32|float16",
      defaultValue = "float32",
      description = "how vectors are stored (default: ${DEFAULT-VALUE})")
  VectorType type = VectorType.FLOAT32;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "where encoded chunks are remembered (default: the user's cache)")
  @Nullable Path cache;

  @Option(names = "--no-cache", description = "remember nothing")
  boolean noCache;

  @Mixin ColumnOptions columns = new ColumnOptions();

  @Mixin CopyOptions copies = new CopyOptions();

  @Option(names = "--overwrite", description = "replace a dataset that is there")
  boolean overwrite;

  @Option(
      names = "--skip-bad",
      description = "leave out files that cannot be read and list them at the end")
  boolean skipBad;

  @Option(
      names = "--shard-rows",
      paramLabel = "N",
      description =
          "chunks in one file of vectors, a multiple of 1,024 (default: all; 16,384 on Spark)")
  @Bounds(from = 1, to = 1 << 30)
  @Nullable Long shardRows;

  /** A language by its tag. */
  static final class Language implements ITypeConverter<Locale> {
    @Override
    public Locale convert(String tag) {
      try {
        return Chunker.language(tag);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    QuietLibraries.silence();
    if (cache != null && noCache) {
      throw new WrongUsage("--cache and --no-cache contradict each other: give one of them");
    }
    Path target = Addresses.path(out);
    EncodeJob job = WrongUsage.unless(() -> job(target));
    EncoderChoice choice = encoder.choice(precision);
    Optional<EncodingSite> site = EncodingSite.find();
    if (site.isPresent() && (cache != null || noCache)) {
      throw new WrongUsage(
          "`--cache` and `--no-cache` have no effect on a cluster, where finished files are kept:"
              + " leave them out");
    }
    EncodeReport report =
        site.isPresent()
            ? site.get().encode(job, choice, new ConsoleMonitor(console, stop))
            : encodeHere(job, choice, console, stop);
    if (!Addresses.isHere(target)) {
      return Outcome.done(() -> encoded(report) + elsewhere(report), () -> json(report));
    }
    DatasetFacts facts;
    try (Dataset dataset = Dataset.open(target)) {
      facts = DatasetFacts.of(dataset, 5);
    }
    return Outcome.done(() -> encoded(report) + facts.text(), () -> json(facts, report));
  }

  @Override
  public String stopped() {
    return noCache
        ? Command.super.stopped()
        : "stopped; what was encoded is kept: run the same command again to continue";
  }

  private EncodeJob job(Path target) {
    return EncodeJob.of(inputs, target)
        .withChunkChars(chunkChars)
        .withLanguage(language)
        .withType(type)
        .withCache(
            noCache
                ? Optional.empty()
                : Optional.of(cache == null ? EmbeddingCache.defaultDirectory() : cache))
        .withOverwrite(overwrite)
        .withSkipBad(skipBad)
        .withKeepCode(!noCode)
        .withGroupCopies(copies.grouped)
        .withShardRows(shardRows == null ? OptionalLong.empty() : OptionalLong.of(shardRows))
        .withColumns(columns.columns());
  }

  private EncodeReport encodeHere(
      EncodeJob job, EncoderChoice choice, Console console, StopSignal stop) throws Exception {
    Corpus corpus = corpus(job, console, stop); // before the encoder loads: no text, no wait
    hint(corpus, choice).ifPresent(console::log);
    try (Encoder open = choice.open(console::log)) {
      open.certainCut(chunkChars).ifPresent(line -> console.log("warning: " + line));
      return run(job, corpus, open, console, stop);
    }
  }

  /** Where much text is encoded in float32 by a processor that is made for bfloat16. */
  private Optional<String> hint(Corpus corpus, EncoderChoice choice) {
    if (precision != PrecisionChoice.FLOAT32
        || !choice.isLocal()
        || corpus.totalBytes() < MUCH_TEXT) {
      return Optional.empty();
    }
    return Engines.bfloat16()
        .map(
            flag ->
                "hint: this processor has bfloat16 (%s): `--precision auto` measures whether it encodes faster, and uses it"
                    .formatted(flag));
  }

  /** Reads the text once, with a bar, and makes sure that there is a place for the dataset. */
  static Corpus corpus(EncodeJob job, Console console, StopSignal stop) throws Exception {
    try (Monitor.Work work = new ConsoleMonitor(console, stop).begin("check", "bytes")) {
      return job.corpus(work);
    }
  }

  /** Encodes with a bar; stops between two batches when asked to, with all vectors kept. */
  static EncodeReport run(
      EncodeJob job, Corpus corpus, Encoder encoder, Console console, StopSignal stop)
      throws Exception {
    try (Monitor.Work work = new ConsoleMonitor(console, stop).begin("encode", "chunks")) {
      return job.encode(corpus, encoder, at -> work.update(at.chunks(), at.estimatedChunks()));
    }
  }

  private static String encoded(EncodeReport report) {
    return "%s encoded in %s, %s known before%n"
        .formatted(
            Figures.counted(report.encoded(), "chunk"),
            Figures.duration(report.elapsed().toMillis() / 1e3),
            Figures.count(report.chunks() - report.encoded()));
  }

  /** Of a dataset that is opened by its copy here. */
  private String elsewhere(EncodeReport report) {
    return "%s of %s in %s: commands that are submitted to Spark take this address, others a copy in a folder (`hdfs dfs -get`)%n"
        .formatted(
            Figures.counted(report.chunks(), "chunk"),
            Figures.counted(report.documents(), "document"),
            out);
  }

  private ObjectNode json(EncodeReport report) {
    ObjectNode json = facts(report);
    json.putObject("dataset").put("path", out);
    return json;
  }

  private static ObjectNode json(DatasetFacts facts, EncodeReport report) {
    ObjectNode json = facts(report);
    json.set("dataset", facts.json());
    return json;
  }

  private static ObjectNode facts(EncodeReport report) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("encoded", report.encoded()).put("chunks", report.chunks());
    json.put("documents", report.documents()).put("empty_documents", report.emptyDocuments());
    json.put("skipped_files", report.skippedFiles());
    json.put("seconds", report.elapsed().toMillis() / 1e3);
    return json;
  }
}
