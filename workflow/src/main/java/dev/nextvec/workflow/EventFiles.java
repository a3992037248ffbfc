package dev.nextvec.workflow;

import dev.nextvec.report.EventFileWriter;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps the TensorBoard events of a training in its run directory.
 *
 * @param run the directory
 * @param next told everything first
 */
record EventFiles(Path run, TrainingListener next) implements TrainingListener {

  @Override
  public void step(long done, long total, int epoch, double loss) {
    next.step(done, total, epoch, loss);
  }

  @Override
  public void note(String sentence) {
    next.note(sentence);
  }

  @Override
  public void epochs(Optional<EpochRecord> untrained, List<EpochRecord> history)
      throws IOException {
    next.epochs(untrained, history);
    Path directory = run.resolve("tensorboard");
    Files.createDirectories(directory);
    EventFileWriter.writeAll(
        directory, Stream.concat(untrained.stream(), history.stream()).toList());
  }
}
