package dev.nextvec.internal.page;

import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run that is looked at again and again. While it is trained its epochs are read as they are
 * written; otherwise its history is what {@code run.json}, which is sealed, says. Used by one
 * thread at a time.
 */
final class RunWatch {
  private final String name;
  private final RunDirectory run;
  private final RunFolder folder;
  private final MetricsTail tail;
  private final List<EpochRecord> written = new ArrayList<>();
  private Optional<RunInfo> info = Optional.empty();
  private Optional<RunNow> now = Optional.empty();
  private int unreadable;
  private long version;

  RunWatch(String name, RunDirectory run, RunFolder folder) {
    this.name = name;
    this.folder = folder;
    this.run = run;
    this.tail = new MetricsTail(run.path().resolve("metrics.jsonl"));
  }

  String name() {
    return name;
  }

  RunDirectory run() {
    return run;
  }

  /** The run as it is now; empty where its description is gone or damaged. */
  Optional<RunNow> look() {
    try {
      RunInfo read = folder.info(run);
      boolean changed = info.isEmpty() || !read.equals(info.get());
      info = Optional.of(read);
      RunState state = RunState.of(run, read);
      changed |= state == RunState.TRAINING && addNew();
      if (changed || now.filter(before -> before.state() == state).isEmpty()) {
        now = Optional.of(made(state, read));
      }
    } catch (IOException | IllegalArgumentException e) {
      now = Optional.empty();
      info = Optional.empty();
    }
    return now;
  }

  private boolean addNew() throws IOException {
    MetricsTail.Look look = tail.look();
    if (look.afresh()) {
      written.clear();
      unreadable = 0;
    }
    for (EpochRecord each : look.epochs()) {
      written.removeIf(known -> known.epoch() >= each.epoch()); // it went back to a saved state
      written.add(each);
    }
    unreadable += look.unreadable();
    return look.afresh() || !look.epochs().isEmpty() || look.unreadable() > 0;
  }

  private RunNow made(RunState state, RunInfo read) {
    version++;
    Optional<EpochRecord> untrained = read.untrained();
    List<EpochRecord> history = new ArrayList<>(read.history());
    int known = history.isEmpty() ? 0 : history.getLast().epoch();
    if (state == RunState.TRAINING) {
      written.stream().filter(each -> each.epoch() > known).forEach(history::add);
    }
    List<RunCurve.Point> points =
        Stream.concat(untrained.stream(), history.stream()).map(RunCurve.Point::of).toList();
    return new RunNow(
        name,
        RunFolder.id(read),
        state,
        RunNow.Facts.of(read),
        RunNow.Progress.of(untrained, history),
        RunCurve.thinned(points),
        state == RunState.TRAINING ? unreadable : 0,
        version);
  }
}
