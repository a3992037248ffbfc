package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.nextvec.internal.engine.BertWeights;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BertReaderTest {
  private static byte[] network(String name) throws IOException {
    try (InputStream in = BertReaderTest.class.getClassLoader().getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  @Test
  void readsBothNetworksOfTheDefaultEncoder() throws IOException {
    BertWeights miniLm = BertReader.read(network("all-minilm-l6-v2.onnx"), "MiniLM");
    assertThat(miniLm.layers()).hasSize(6);
    BertWeights bge = BertReader.read(network("bge-small-en-v1.5.onnx"), "BGE");
    assertThat(bge.layers()).hasSize(12);
    for (BertWeights each : new BertWeights[] {miniLm, bge}) {
      assertThat(each.hidden()).isEqualTo(384);
      assertThat(each.heads()).isEqualTo(12);
      assertThat(each.feedForward()).isEqualTo(1536);
      assertThat(each.longest()).isEqualTo(512);
      assertThat(each.epsilon()).isEqualTo(1e-12f);
    }
  }

  @Test
  void refusesANetworkOfAnotherKind(@TempDir Path folder) throws IOException {
    TinyNetwork.write(folder, true);
    byte[] tiny = Files.readAllBytes(folder.resolve("model.onnx"));
    refuses(tiny, "tiny is not a BERT network", "no node `/encoder/layer.0/attention");
  }

  @Test
  void refusesWhatItDoesNotKnowHowToCompute() throws IOException {
    refuses(edited("/embeddings/Add", n -> n.setOpType("CumSum")), "`/embeddings/Add` is a CumSum");
    String erf = "/encoder/layer.2/intermediate/intermediate_act_fn/Erf";
    refuses(edited(erf, n -> n.setOpType("Tanh")), erf, "Tanh");
    refuses(edited(erf, n -> n.setOpType("Relu")), erf, "Relu");
    refuses(
        edited("/encoder/layer.1/attention/self/query/Add", n -> n.setName("bias")),
        "no node `/encoder/layer.1/attention/self/query/Add`");
    refuses(
        edited("/encoder/layer.5/output/LayerNorm/Add_1", n -> n.setOutput(0, "other")),
        "its output is not its last layer's");
  }

  private static byte[] edited(String name, Consumer<NodeProto.Builder> change) throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(network("all-minilm-l6-v2.onnx")).toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      if (graph.getNode(i).getName().equals(name)) {
        change.accept(graph.getNodeBuilder(i));
        return model.build().toByteArray();
      }
    }
    throw new AssertionError("no node " + name);
  }

  private static void refuses(byte[] onnx, String... said) {
    assertThatThrownBy(() -> BertReader.read(onnx, "tiny"))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(said);
  }
}
