package dev.nextvec.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what one step keeps and leaves out. Its memory is bounded whatever is counted. */
public final class Tally {
  private static final int MOST_REASONS = 100;
  private static final String OTHER = "other reasons";

  /** What was left out for one reason. */
  private static final class Lot {
    long count;
    final List<String> names = new ArrayList<>();

    void name(String name) {
      boolean repeated = !names.isEmpty() && names.get(names.size() - 1).equals(name);
      if (!repeated && names.size() < Omission.MOST_NAMES) {
        names.add(name);
      }
    }
  }

  private final Step step;
  private final Map<String, Lot> leftOut = new LinkedHashMap<>();
  private long kept;

  /** Nothing counted yet. */
  public Tally(Step step) {
    this.step = step;
  }

  /** Goes on counting where a stage ended. */
  public static Tally from(Stage stage) {
    Tally tally = new Tally(stage.step());
    tally.add(stage);
    return tally;
  }

  /** Counts what comes out. */
  public void keep(long count) {
    kept += count;
  }

  /** Counts something without a name that is left out. */
  public void leaveOut(String reason, long count) {
    if (count > 0) {
      lot(reason).count += count;
    }
  }

  /** Counts one thing that is left out; its name is kept, once in a row. */
  public void leaveOut(String reason, String name) {
    Lot lot = lot(reason);
    lot.count++;
    lot.name(name);
  }

  /** Counts what another counted after this one. */
  public void add(Stage stage) {
    kept += stage.out();
    for (Omission omission : stage.leftOut()) {
      Lot lot = lot(omission.reason());
      lot.count += omission.count();
      omission.names().forEach(lot::name);
    }
  }

  /** Counts one thing as left out that had been counted as kept. */
  public void takeBack(String reason, String name) {
    kept--;
    leaveOut(reason, name);
  }

  /** Counts so many as left out that had been counted as kept. */
  public void takeBack(String reason, long count) {
    kept -= count;
    leaveOut(reason, count);
  }

  private Lot lot(String reason) {
    boolean room = leftOut.size() < MOST_REASONS || leftOut.containsKey(reason);
    return leftOut.computeIfAbsent(room ? reason : OTHER, any -> new Lot());
  }

  /** What has been counted so far. */
  public Stage stage() {
    List<Omission> omissions = new ArrayList<>();
    leftOut.forEach((reason, lot) -> omissions.add(new Omission(reason, lot.count, lot.names)));
    long omitted = omissions.stream().mapToLong(Omission::count).sum();
    return new Stage(step, kept + omitted, kept, omissions);
  }
}
