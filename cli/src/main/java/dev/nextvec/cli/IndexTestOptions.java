package dev.nextvec.cli;

import dev.nextvec.eval.Pool;
import dev.nextvec.internal.retrieval.IndexManifest;
import dev.nextvec.internal.retrieval.RetrievalResult;
import dev.nextvec.internal.workflow.LazyEngine;
import dev.nextvec.internal.workflow.RetrievalTesting;
import dev.nextvec.workflow.LeakPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code evaluate} takes for an index alone. */
final class IndexTestOptions {
  /** What an index is, for messages that say what there is to evaluate. */
  static final String WHAT = ", and an index one that `nextvec index` wrote, with an index.json";

  /** The pools that an index can be measured with. */
  enum Among {
    CORPUS(Pool.CORPUS),
    TEST(Pool.TEST);

    private final Pool pool;

    Among(Pool pool) {
      this.pool = pool;
    }
  }

  @Option(
      names = "--model",
      paramLabel = "PACKAGE|RUN",
      description =
          "of an index: the model that predicts (default: the one that the index was made for)")
  @Nullable Path model;

  @Option(
      names = "--pool",
      paramLabel = "corpus|test",
      description =
          "of an index: the chunks to look among, all of them, or those of the test documents"
              + " alone, as `compare` does; weights and re-rankers are then chosen among those of"
              + " the validation documents (default: corpus)")
  @Nullable Among pool;

  @Mixin ShareOptions shares = new ShareOptions();

  /** Whether an index was named; its own options make no sense for runs. */
  boolean isMeant(List<Path> paths, GivenOptions given) {
    boolean index = paths.stream().anyMatch(IndexManifest::isIn);
    boolean asked = given.hasAnyOf(new IndexTestOptions());
    if (!index && asked) {
      for (Path path : paths) {
        if (!Files.exists(path)) {
          throw new IllegalArgumentException(
              path
                  + " does not exist: name an index, a directory that `nextvec index` wrote, with"
                  + " an index.json");
        }
      }
      throw new WrongUsage(
          "--model, --pool, --split-seed and the shares are about an index, and a run has its own:"
              + " leave them out");
    }
    if (index && paths.size() > 1) {
      throw new WrongUsage("an index is evaluated alone: name one");
    }
    return index;
  }

  Outcome test(
      List<Path> paths,
      Optional<Path> data,
      LeakPolicy leaks,
      boolean again,
      LazyEngine engine,
      Console console,
      StopSignal stop)
      throws IOException {
    QuietLibraries.silence();
    Path index = paths.getFirst();
    RetrievalResult result =
        new RetrievalTesting(
                data,
                Optional.ofNullable(model),
                RetrievalTesting.Splitting.by(shares.fractions(), shares.seed),
                pool == null ? Pool.CORPUS : pool.pool,
                leaks,
                again,
                engine,
                new ConsoleMonitor(console, stop))
            .test(index);
    return Outcome.done(() -> new RetrievalTable(result).text(), result::json);
  }
}
