package dev.nextvec.serve;

import dev.nextvec.internal.onnx.ModelPackage;
import dev.nextvec.internal.page.BesideRuns;
import dev.nextvec.internal.page.ComparisonSource;
import dev.nextvec.internal.page.DataSource;
import dev.nextvec.internal.page.RunBoard;
import dev.nextvec.internal.page.RunFolder;
import dev.nextvec.internal.retrieval.IndexManifest;
import dev.nextvec.internal.text.InstalledEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the views of runs and data stand on: made with the server, and closed with it. */
final class PageSources implements AutoCloseable {
  private final ServeSettings.Shown shown;
  private final ComparisonSource comparisons;
  private final Optional<RunFolder> folder;
  private final Optional<RunBoard> board;
  private final DataSource data;

  PageSources(ServeSettings settings) {
    this.shown = settings.shown();
    Limits limits = settings.limits();
    this.comparisons = new ComparisonSource(beside(settings));
    this.folder = shown.runs().map(RunFolder::new);
    this.board = folder.map(RunBoard::new);
    this.data =
        new DataSource(
            shown.data(), folder, new InstalledEncoder(limits.threads()), limits.threads());
  }

  /** What is named for it, and what is served. */
  private static BesideRuns beside(ServeSettings settings) {
    List<Path> served = settings.sources().stream().map(ServeSettings.Source::path).toList();
    return new BesideRuns(
        Stream.concat(settings.shown().packages().stream(), served.stream())
            .filter(ModelPackage::isAt)
            .map(path -> path.toAbsolutePath().normalize())
            .distinct()
            .toList(),
        settings.shown().index().or(() -> served.stream().filter(IndexManifest::isIn).findFirst()));
  }

  DataSource data() {
    return data;
  }

  Optional<RunBoard> board() {
    return board;
  }

  /** Whether trainings may be stopped. */
  boolean control() {
    return shown.control();
  }

  Optional<RunFolder> runs() {
    return folder;
  }

  ComparisonSource comparisons() {
    return comparisons;
  }

  @Override
  public void close() {
    comparisons.close();
    data.close();
  }
}
