package dev.nextvec.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.compare.ArchitectureFacts.ArchitectureFact;
import dev.nextvec.model.Amn;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Transformer;
import dev.nextvec.run.Loss;
import dev.nextvec.run.Schedule;
import dev.nextvec.run.TrainingConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class FactSheetTest {
  private static final List<Architecture> SPECIFIED =
      List.of(
          new Lstm(768, 5, 512, 2, 0.2),
          new Gru(768, 5, 512, 4),
          new Transformer(768, 5, 512, 4, 8, 2048, 0.1),
          new Amn(768, 5, 512, 256, Amn.Init.ZERO));

  private static List<ArchitectureFacts> sheets() {
    return SPECIFIED.stream()
        .map(architecture -> FactSheet.of(architecture, TrainingConfig.defaults()))
        .toList();
  }

  @Test
  void fillsTheSpecificationsArchitectureTable() {
    String table =
        """
        Architecture type: Recurrent | Recurrent + Residual | Self-Attention | Attention + Residual
        Input dimension: 768D | 768D | 768D | 768D
        Input projection: None (direct) | Linear(768→512) | Linear(768→512) | Linear(768→256)
        Positional encoding: Implicit (LSTM) | Implicit (GRU) | Sinusoidal | None (attention)
        Core layers: 2 LSTM layers | 4 GRU blocks | 4 Transformer layers | 1 Attention + MLP
        Hidden dimensions: 512 | 512 | 512 | 256 (attention)
        Attention heads: N/A | N/A | 8 heads | 1 head
        Feedforward dim: N/A | N/A | 2048 (4×512) | 512 (residual MLP)
        Dropout: 0.2 | 0.0 | 0.1 | 0.0
        Residual connections: No | Yes | Yes | Yes (over baseline)
        Output projection: Linear(512→768) | Linear(512→768) | MLP(512→768) | Residual(1536→768)
        Output normalization: L2 normalize | L2 normalize | L2 normalize | L2 normalize
        Parameter count: 5,120,768 | 7,095,552 | 17,867,520 | 1,510,912
        """;
    assertThat(drawn(sheets().stream().map(ArchitectureFacts::architecture).toList()))
        .isEqualTo(table);
  }

  @Test
  void fillsTheSpecificationsTrainingTable() {
    String table =
        """
        Optimizer: AdamW
        Learning rate: 0.0005
        Weight decay: 0.01
        Batch size: 32
        Epochs: 20
        Gradient clipping: 1.0
        Loss function: MSE
        LR scheduler: ReduceLROnPlateau
        Patience: 3
        Factor: 0.5
        """;
    for (ArchitectureFacts sheet : sheets()) {
      assertThat(drawn(List.of(sheet.training()))).isEqualTo(table);
    }
  }

  @Test
  void namesSettingsThatAreNotTheSpecifications() {
    TrainingConfig usual = TrainingConfig.defaults();
    TrainingConfig other =
        new TrainingConfig(
            3,
            8,
            usual.optimiser(),
            0,
            new Loss.InfoNce(0.07),
            new Schedule.WarmupCosine(0.05),
            2,
            1);
    List<ArchitectureFact> facts = FactSheet.of(SPECIFIED.get(0), other).training();
    assertThat(facts)
        .contains(
            new ArchitectureFact("Gradient clipping", "None"),
            new ArchitectureFact("Loss function", "InfoNCE (τ 0.07)"),
            new ArchitectureFact("LR scheduler", "Warmup, cosine"),
            new ArchitectureFact("Early stopping", "after 2 epochs without gain"));
  }

  @Test
  void namesThePrecisionOfProductsWhereItIsNotTheUsual() {
    TrainingConfig usual = TrainingConfig.defaults();
    ArchitectureFact products = new ArchitectureFact("Products", "bfloat16, sums in float32");
    assertThat(FactSheet.of(SPECIFIED.get(0), usual).training())
        .noneMatch(fact -> fact.label().equals("Products"));
    TrainingConfig narrow = usual.withPrecision(TrainingConfig.Precision.BFLOAT16);
    assertThat(FactSheet.of(SPECIFIED.get(0), narrow).training()).contains(products);
  }

  @Test
  void namesLocalStepsWithTheNumberOfWorkers() {
    TrainingConfig usual = TrainingConfig.defaults();
    assertThat(FactSheet.of(SPECIFIED.get(0), usual).training())
        .noneMatch(fact -> fact.label().equals("Local steps"));
    TrainingConfig apart = usual.withLocalSteps(new TrainingConfig.LocalSteps(16, 2));
    assertThat(FactSheet.of(SPECIFIED.get(0), apart).training())
        .contains(new ArchitectureFact("Local steps", "mean of 2 workers after 16"));
  }

  @Test
  void drawsTheWayFromContextToPrediction() {
    assertThat(sheets())
        .allSatisfy(
            sheet ->
                assertThat(sheet.diagram())
                    .startsWith("Input [batch, 5, 768]\n  ↓\n")
                    .endsWith("L2 Normalize [batch, 768]"));
    assertThat(sheets().get(0).diagram()).contains("LSTM Layer 1 [batch, 5, 512], dropout 0.2");
  }

  private static String drawn(List<List<ArchitectureFact>> columns) {
    StringBuilder table = new StringBuilder();
    for (int row = 0; row < columns.get(0).size(); row++) {
      int at = row;
      table.append(columns.get(0).get(row).label()).append(": ");
      table.append(
          String.join(" | ", columns.stream().map(column -> column.get(at).value()).toList()));
      table.append('\n');
    }
    return table.toString();
  }
}
