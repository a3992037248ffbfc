package dev.nextvec.serve;

import dev.nextvec.internal.page.ComparisonSource;
import dev.nextvec.internal.page.DataSource;
import dev.nextvec.internal.page.RunBoard;
import dev.nextvec.internal.page.RunFolder;
import dev.nextvec.internal.text.InstalledEncoder;
import java.util.Optional;

/** What the views of runs and data stand on: made with the server, and closed with it. */
final class PageSources implements AutoCloseable {
  private final ServeSettings.Shown shown;
  private final ComparisonSource comparisons = new ComparisonSource();
  private final Optional<RunFolder> folder;
  private final Optional<RunBoard> board;
  private final DataSource data;

  PageSources(ServeSettings.Shown shown, Limits limits) {
    this.shown = shown;
    this.folder = shown.runs().map(RunFolder::new);
    this.board = folder.map(RunBoard::new);
    this.data =
        new DataSource(
            shown.data(), folder, new InstalledEncoder(limits.threads()), limits.threads());
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
