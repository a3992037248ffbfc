package dev.nextvec.internal.workflow;

import dev.nextvec.internal.report.EventFileWriter;
import dev.nextvec.internal.train.TrainingListener;
import dev.nextvec.run.EpochRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps the TensorBoard events of one training in its run directory; for its thread alone. */
final class EventFiles implements TrainingListener {
  private final Path run;
  private final TrainingListener next;
  private @Nullable EventFileWriter events;

  /**
   * Events of a run.
   *
   * @param run the directory
   * @param next told everything first
   */
  EventFiles(Path run, TrainingListener next) {
    this.run = run;
    this.next = next;
  }

  @Override
  public void step(long done, long total, int epoch, double loss) {
    next.step(done, total, epoch, loss);
  }

  @Override
  public void saved() throws IOException {
    next.saved();
  }

  @Override
  public void note(String sentence) {
    next.note(sentence);
  }

  @Override
  public void epochs(Optional<EpochRecord> untrained, List<EpochRecord> history)
      throws IOException {
    next.epochs(untrained, history);
    List<EpochRecord> epochs = Stream.concat(untrained.stream(), history.stream()).toList();
    if (events != null) {
      events.write(epochs);
      return;
    }
    Path directory = run.resolve("tensorboard");
    Files.createDirectories(directory);
    events = EventFileWriter.open(directory, epochs);
  }
}
