package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.model.Model;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are predicted in one batch do not suffer for one another. */
class PredictJobTest {
  @TempDir Path folder;

  @Test
  void oneThatCannotBePredictedFromFailsAloneInABatch() throws Exception {
    try (Model model = Model.open(Fixtures.amn(folder))) {
      PredictJob sound = job(model, .5f);
      PredictJob tooLarge = job(model, 3e38f);
      PredictJob.compute(List.of(new Job.Part(tooLarge, 0, 1), new Job.Part(sound, 0, 1)));
      assertThat(sound.isAbandoned()).isFalse();
      assertThat(sound.predictions().getFirst().vector())
          .isEqualTo(model.predictAll(context(model, .5f)).getFirst().vector());
      assertThat(tooLarge.isAbandoned()).isTrue();
    }
  }

  private static PredictJob job(Model model, float value) {
    return new PredictJob(model, context(model, value), 8, Deadline.in(Duration.ofSeconds(30)));
  }

  private static FloatBuffer context(Model model, float value) {
    float[] numbers = new float[PredictJob.size(model)];
    Arrays.fill(numbers, value);
    return FloatBuffer.wrap(numbers);
  }
}
