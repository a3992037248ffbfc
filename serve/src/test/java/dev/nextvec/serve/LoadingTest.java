package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever waits for a server learns what it does. */
class LoadingTest {
  @Test
  @Timeout(60)
  void whatTakesLongIsTold() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    try (Loading loading = new Loading(lines::add, Duration.ofMillis(20))) {
      loading.does("opening the index notes");
      while (lines.size() < 2) {
        Thread.sleep(5);
      }
    }
    assertThat(lines)
        .allMatch(line -> line.matches("still opening the index notes, \\d+ s after the start"));
    Thread.sleep(200); // a line may have been on its way
    int told = lines.size();
    Thread.sleep(200);
    assertThat(lines).as("nothing more when it is done").hasSize(told);
  }

  @Test
  void whatDoesNotIsNot() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    try (Loading loading = new Loading(lines::add)) {
      loading.does("opening the index notes");
    }
    Thread.sleep(50);
    assertThat(lines).isEmpty();
  }
}
