package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class FirstTokenTest {
  private static byte[] network;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in =
        FirstTokenTest.class.getClassLoader().getResourceAsStream("bge-small-en-v1.5.onnx")) {
      network = in.readAllBytes();
    }
  }

  private static float[][][] hidden(byte[] onnx, long[][] ids, long[][] mask) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(onnx);
        OnnxTensor tokens = OnnxTensor.createTensor(environment, ids);
        OnnxTensor masks = OnnxTensor.createTensor(environment, mask);
        OnnxTensor types =
            OnnxTensor.createTensor(environment, new long[ids.length][ids[0].length]);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", tokens, "attention_mask", masks, "token_type_ids", types))) {
      return (float[][][]) result.get(0).getValue();
    }
  }

  @Test
  void givesTheFirstTokenOfTheWholeNetwork() throws IOException, OrtException {
    long[][] ids = {{101, 7592, 2088, 999, 102}, {101, 2054, 102, 0, 0}};
    long[][] mask = {{1, 1, 1, 1, 1}, {1, 1, 1, 0, 0}};
    byte[] edited = FirstToken.only(network);
    assertThat(edited).isNotSameAs(network);
    float[][][] all = hidden(network, ids, mask);
    float[][][] first = hidden(edited, ids, mask);
    for (int text = 0; text < ids.length; text++) {
      assertThat(all[text]).hasDimensions(5, 384);
      assertThat(first[text]).hasDimensions(1, 384);
      for (int d = 0; d < 384; d++) {
        assertThat(first[text][0][d]).isCloseTo(all[text][0][d], within(2e-5f));
      }
    }
  }

  @Test
  void leavesANetworkAloneThatIsNotWhatItKnows() throws IOException {
    byte[] other = network.clone();
    byte[] name = "/encoder/layer.11/attention/output/Add".getBytes(StandardCharsets.UTF_8);
    int changed = 0;
    for (int i = 0; i + name.length <= other.length; i++) {
      if (other[i] == '/' && Arrays.equals(other, i, i + name.length, name, 0, name.length)) {
        other[i + 1] = 'd';
        changed++;
      }
    }
    assertThat(changed).isPositive();
    assertThat(FirstToken.only(other)).isSameAs(other);
    assertThat(FirstToken.only(FirstToken.only(network)))
        .as("an edited one is not edited again")
        .hasSameSizeAs(FirstToken.only(network));
  }

  @Test
  void saysWhenTheFileIsNoNetwork() {
    assertThatThrownBy(() -> FirstToken.only("not a network".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> FirstToken.only(Arrays.copyOf(network, network.length / 2)))
        .isInstanceOf(IOException.class);
  }
}
