package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.workflow.WorkerReport;
import dev.nextvec.internal.workflow.WorkerReport.Agreement;
import java.util.List;
import java.util.Locale;

/**
 * What the workers of a cluster found out about themselves, for people and for programs.
 *
 * @param workers one or more
 */
record WorkerTable(List<WorkerReport> workers) {
  private static final String ROW = "%-32s  %-14s  %-11s  %7s  %7s  %7s  %7s  %-11s  %s%n";

  /** Whether one of them cannot work. */
  boolean hasFaults() {
    return workers.stream().anyMatch(each -> !each.faults().isEmpty());
  }

  /** A table, and a line for each fault. */
  String text() {
    StringBuilder text =
        new StringBuilder(workers.size() == 1 ? "1 worker" : workers.size() + " workers");
    text.append(
        " (GB: Java may use, memory left, left on the disk of the data, of the home"
            + " directory)\n\n");
    text.append(
        ROW.formatted(
            "Worker",
            "libtorch",
            "bfloat16",
            "Java",
            "Memory",
            "Data",
            "Home",
            "Dataset",
            "Encoder"));
    workers.forEach(each -> text.append(row(each)));
    workers.forEach(
        each ->
            each.faults()
                .forEach(
                    fault -> text.append("%nERROR    %s: %s".formatted(each.worker(), fault))));
    if (hasFaults()) {
      text.append('\n');
    }
    List<String> processors = processors();
    if (processors.size() > 1) {
      text.append(
          "%nWorkers have different processors (%s): the last bits of what they encode and train may differ.%n"
              .formatted(String.join("; ", processors)));
    }
    return text.toString();
  }

  private static String row(WorkerReport report) {
    return switch (report) {
      case WorkerReport.Unseen unseen ->
          ROW.formatted(unseen.worker(), "?", "?", "?", "?", "?", "?", "?", "?").stripTrailing()
              + "\n";
      case WorkerReport.Seen seen ->
          ROW.formatted(
              seen.worker(),
              seen.machine().libtorch().replaceFirst("^libtorch ", ""),
              seen.machine().bfloat16(),
              gigabytes(seen.machine().heapBytes()),
              gigabytes(seen.machine().memoryBytes()),
              gigabytes(seen.machine().dataDiskBytes()),
              gigabytes(seen.machine().homeDiskBytes()),
              words(seen.dataset()),
              words(seen.encoder()));
    };
  }

  private static String gigabytes(long bytes) {
    return bytes < 0 ? "?" : String.format(Locale.ROOT, "%.1f", bytes / (double) (1L << 30));
  }

  private static String words(Agreement agreement) {
    return agreement.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private List<String> processors() {
    return workers.stream()
        .filter(WorkerReport.Seen.class::isInstance)
        .map(each -> ((WorkerReport.Seen) each).machine().processor())
        .distinct()
        .sorted()
        .toList();
  }

  /** One object for each worker. */
  ArrayNode json() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (WorkerReport report : workers) {
      ObjectNode node = array.addObject().put("worker", report.worker());
      if (report instanceof WorkerReport.Seen seen) {
        WorkerReport.Machine machine = seen.machine();
        node.put("nextvec", machine.nextvec())
            .put("libtorch", machine.libtorch())
            .put("processor", machine.processor())
            .put("bfloat16", machine.bfloat16())
            .put("heap_bytes", machine.heapBytes())
            .put("memory_bytes", machine.memoryBytes())
            .put("data_disk_bytes", machine.dataDiskBytes())
            .put("home_disk_bytes", machine.homeDiskBytes())
            .put("dataset", seen.dataset().name().toLowerCase(Locale.ROOT))
            .put("encoder", seen.encoder().name().toLowerCase(Locale.ROOT));
      }
      report.faults().forEach(node.putArray("faults")::add);
    }
    return array;
  }
}
