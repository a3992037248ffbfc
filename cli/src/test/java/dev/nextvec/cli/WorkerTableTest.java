package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.internal.workflow.WorkerReport;
import dev.nextvec.internal.workflow.WorkerReport.Agreement;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerTableTest {
  private static WorkerReport seen(String name, String processor) {
    return new WorkerReport.Seen(
        name,
        new WorkerReport.Machine(
            "0.1", "libtorch 2.10.0", processor, "none", 4L << 30, 3L << 29, -1, 1L << 33),
        Agreement.SAME,
        Agreement.NOT_CHECKED,
        List.of());
  }

  @Test
  void eachWorkerIsARowAndEachFaultALine() {
    WorkerTable table =
        new WorkerTable(
            List.of(
                seen("worker a (executor 1)", "P"),
                new WorkerReport.Unseen("worker b:7", "it is gone")));
    assertThat(table.hasFaults()).isTrue();
    assertThat(table.text().lines())
        .anyMatch(
            line ->
                line.matches(
                    "worker a \\(executor 1\\) +2\\.10\\.0 +none +4\\.0 +1\\.5 +\\? +8\\.0 +same"
                        + " +not checked"))
        .anyMatch(line -> line.matches("worker b:7 +\\?( +\\?)+"))
        .contains("ERROR    worker b:7: it is gone")
        .noneMatch(line -> line.contains("processors"));
    assertThat(table.json().get(0).path("heap_bytes").asLong()).isEqualTo(4L << 30);
    assertThat(table.json().get(0).path("faults")).isEmpty();
    assertThat(table.json().get(1).path("faults").get(0).asText()).isEqualTo("it is gone");
  }

  @Test
  void processorsThatDifferAreToldForTheyRoundOtherwise() {
    WorkerTable table = new WorkerTable(List.of(seen("a", "P"), seen("b", "Q")));
    assertThat(table.hasFaults()).isFalse();
    assertThat(table.text()).contains("Workers have different processors (P; Q): the last bits");
  }
}
