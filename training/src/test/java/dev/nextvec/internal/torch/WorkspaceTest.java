package dev.nextvec.internal.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class WorkspaceTest {
  private final Libtorch engine = Libtorch.start(Device.CPU, 1);

  private float[] content(Tensor tensor) {
    try (Tensor whole = tensor.contiguous()) {
      float[] values = new float[Math.toIntExact(whole.numel())];
      engine.download(whole, values, values.length);
      return values;
    }
  }

  @Test
  void aBlockIsAPartOfItsBufferAndMadeOnce() {
    try (Workspace workspace = new Workspace(engine)) {
      Workspace.View view = workspace.buffer().view(3, 4);
      Tensor block = view.block(1, 2, 1, 2);
      block.fill_(new Scalar(7f));
      assertThat(content(view.whole())).containsExactly(0, 0, 0, 0, 0, 7, 7, 0, 0, 7, 7, 0);
      assertThat(view.block(1, 2, 1, 2)).isSameAs(block);
      assertThat(workspace.floats()).isEqualTo(12);
    }
  }

  @Test
  void shapesShareTheirMemoryUntilItGrows() {
    try (Workspace workspace = new Workspace(engine)) {
      Workspace.Buffer buffer = workspace.buffer();
      buffer.of(2, 3).fill_(new Scalar(1f));
      assertThat(content(buffer.of(4))).containsExactly(1, 1, 1, 1);
      assertThat(content(buffer.of(7))).containsOnly(0);
      assertThat(workspace.floats()).isEqualTo(7);
    }
  }

  @Test
  void aViewInUseOutlivesSevenOthers() {
    try (Workspace workspace = new Workspace(engine)) {
      Workspace.Buffer buffer = workspace.buffer();
      buffer.of(100).fill_(new Scalar(2f));
      Workspace.View used = buffer.view(5, 2);
      for (int rows = 1; rows <= 30; rows++) {
        buffer.of(rows);
        if (rows % 7 == 0) {
          assertThat(buffer.view(5, 2)).isSameAs(used); // last used last
        }
      }
      assertThat(content(used.block(0, 2, 0, 2))).containsOnly(2);
    }
  }
}
