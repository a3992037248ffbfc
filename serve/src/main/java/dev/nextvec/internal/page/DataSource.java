package dev.nextvec.internal.page;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.EncoderCheck;
import dev.nextvec.internal.engine.PlainEngine;
import dev.nextvec.internal.examine.DatasetView;
import dev.nextvec.internal.examine.Doctor;
import dev.nextvec.internal.examine.Examination;
import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.file.FileStamp;
import dev.nextvec.internal.page.Prepared.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * A dataset that is shown: opened when it is first asked for, and again when its files have
 * changed. What takes seconds is computed once for each state of it.
 */
public final class DataSource implements AutoCloseable {
  private static final int KEPT = 2;
  private static final Duration PATIENCE = Duration.ofMillis(250);

  private final Optional<Path> given;
  private final Optional<RunFolder> runs;
  private final EncoderCheck encoder;
  private final int threads;
  private final Prepared<Examination> examinations = new Prepared<>(KEPT);
  private final Prepared<ChunkMap> maps = new Prepared<>(KEPT);
  private final List<Dataset> open = new ArrayList<>();
  private Optional<Opened> current = Optional.empty();

  /**
   * A dataset as it was found.
   *
   * @param stamp tells one state of its files from another
   * @param split its parts
   */
  record Opened(Dataset dataset, String stamp, PartsOfSplit split) {}

  /**
   * Opens nothing yet.
   *
   * @param given the dataset; empty for the one of the newest runs
   * @param encoder checks what made the vectors
   * @param threads of what is computed
   */
  public DataSource(
      Optional<Path> given, Optional<RunFolder> runs, EncoderCheck encoder, int threads) {
    this.given = given;
    this.runs = runs;
    this.encoder = encoder;
    this.threads = threads;
  }

  /** Where it is; empty where none was named and no run has one. */
  public Optional<Path> path() {
    return given.or(() -> group().flatMap(DataSource::place));
  }

  private Optional<RunFolder.Group> group() {
    return runs.flatMap(
        folder ->
            folder.read().groups().stream()
                .filter(group -> place(group).filter(this::isMeant).isPresent())
                .findFirst());
  }

  private boolean isMeant(Path dataset) {
    return given.map(named -> isSame(dataset, named)).orElseGet(() -> Files.isDirectory(dataset));
  }

  /** Where the dataset of runs is on this machine, if it is. */
  private static Optional<Path> place(RunFolder.Group group) {
    return Addresses.ifHere(of(group).info().dataset());
  }

  private static RunFolder.Found of(RunFolder.Group group) {
    return group.runs().getFirst();
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The dataset as it is now.
   *
   * @throws IOException if it is none, or damaged
   */
  synchronized Optional<Opened> open() throws IOException {
    Optional<Path> path = path();
    if (path.isEmpty()) {
      return Optional.empty();
    }
    Optional<RunFolder.Group> group = group();
    String stamp = stamp(path.get()) + group.map(RunFolder.Group::id).orElse("");
    if (current.filter(known -> known.stamp().equals(stamp)).isEmpty()) {
      Dataset dataset = Dataset.open(path.get());
      open.add(dataset); // closed with the server: others may be reading it
      PartsOfSplit split =
          PartsOfSplit.of(
              dataset,
              group
                  .map(RunFolder.Group::runs)
                  .map(List::getFirst)
                  .map(
                      run ->
                          new PartsOfSplit.OfRun(
                              run.run(), run.info().architecture().contextLength())));
      current = Optional.of(new Opened(dataset, stamp, split));
    }
    return current;
  }

  private static String stamp(Path folder) throws IOException {
    StringBuilder stamp = new StringBuilder(folder.toString());
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        stamp.append('\n').append(FileStamp.of(file));
      }
    }
    return stamp.toString();
  }

  /** What the doctor says of it, on the split that is shown. */
  Outcome<Examination> examination(Opened opened) throws InterruptedException {
    return examinations.of(opened.stamp(), told -> examined(opened, told), PATIENCE);
  }

  private Examination examined(Opened opened, Prepared.Told told) {
    PartsOfSplit split = opened.split();
    Doctor.Options options =
        new Doctor.Options(
            split.contextLength(),
            split.choice().seed(),
            split.choice().fractions(),
            OptionalDouble.empty(),
            threads);
    return Doctor.examine(
        DatasetView.of(opened.dataset()),
        options,
        () -> new PlainEngine(threads),
        encoder,
        told::begin);
  }

  /** Its chunks in two dimensions. */
  Outcome<ChunkMap> map(Opened opened) throws InterruptedException {
    return maps.of(opened.stamp(), told -> ChunkMap.of(opened.dataset(), told), PATIENCE);
  }

  @Override
  public synchronized void close() {
    examinations.close();
    maps.close();
    open.forEach(Dataset::close);
  }
}
