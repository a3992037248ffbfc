package dev.nextvec.internal.spark;

import dev.nextvec.internal.file.Addresses;
import dev.nextvec.text.EncoderChoice;
import dev.nextvec.text.SharedWork;
import java.io.IOException;
import org.apache.spark.TaskContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Encodes the chunks of one file of vectors.
 *
 * @param folder path or address of where the work is shared
 * @param encoder opened once in each executor, for all tasks there
 * @param counter counts the chunks that are done
 */
record EncodeTask(String folder, EncoderChoice encoder, LongAccumulator counter)
    implements NumberedTask {
  @Override
  public void work(int shard) throws IOException {
    SharedWork work = SharedWork.open(Addresses.path(folder));
    TaskContext task = TaskContext.get();
    try (ExecutorEncoders.Use use = ExecutorEncoders.here(encoder, work)) {
      work.encode(
          shard,
          use.encoder(),
          done -> {
            task.killTaskIfInterrupted();
            counter.add(done);
          });
    }
  }
}
