package dev.nextvec.cli;

import dev.nextvec.compare.Figures;
import dev.nextvec.data.Account;
import dev.nextvec.data.Omission;
import dev.nextvec.data.Stage;
import dev.nextvec.data.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** An account as lines for people: what was left out is named, the first few of very many. */
final class AccountLines {
  private static final int NAMED = 3;
  private static final int LISTED = 20;
  private static final int ROOM = 60;
  private static final int COLUMNS = 78;
  private static final String INDENT = " ".repeat(11);
  private static final String OPTIONS = "made with  ";
  private static final String NOTE = "note       ";

  private AccountLines() {}

  /** Lines without ends: one for each step, what was left out below it where it is much. */
  static List<String> of(Account account) {
    List<String> lines = new ArrayList<>();
    for (Stage stage : account.stages()) {
      List<String> leftOut = leftOut(stage);
      String summary = "%-11s%s".formatted(stage.step().label(), summary(stage));
      String inLine = summary + "; left out: " + String.join(", ", leftOut);
      if (leftOut.isEmpty()) {
        lines.add(summary);
      } else if (inLine.length() <= COLUMNS) {
        lines.add(inLine);
      } else {
        lines.add(summary + "; left out:");
        leftOut.forEach(line -> lines.add(INDENT + line));
      }
    }
    options(account.options()).forEach(lines::add);
    account.notes().stream().limit(LISTED).forEach(note -> lines.add(NOTE + note));
    if (account.notes().size() > LISTED) {
      lines.add(NOTE + "and %d more, in --json".formatted(account.notes().size() - LISTED));
    }
    return lines;
  }

  /** As many in a line as it has room for. */
  private static List<String> options(List<String> options) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String option : options) {
      if (!line.isEmpty() && line.length() + option.length() + 2 > ROOM) {
        lines.add(line.append(',').toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : ", ").append(option);
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    lines.replaceAll(each -> INDENT + each);
    if (!lines.isEmpty()) {
      lines.set(0, OPTIONS + lines.getFirst().substring(INDENT.length()));
    }
    return lines;
  }

  private static String summary(Stage stage) {
    String out = amount(stage.out(), stage);
    return "%s of %s %s".formatted(out, Figures.count(stage.in()), stage.step().outcome());
  }

  /** Letters are too many to mean anything but as a share. */
  private static String amount(long part, Stage stage) {
    return stage.step() == Step.LETTERS ? share(part, stage.in()) : Figures.count(part);
  }

  /** A share that is rounded to all or nothing only where it is. */
  private static String share(long part, long whole) {
    String share = Figures.share(whole == 0 ? 1 : (double) part / whole);
    if (part > 0 && share.startsWith("0.0")) {
      return "under 0.1\u00a0%";
    }
    return part < whole && share.startsWith("100") ? "over 99.9\u00a0%" : share;
  }

  private static List<String> leftOut(Stage stage) {
    List<String> reasons = new ArrayList<>();
    for (Omission omission : stage.leftOut()) {
      String reason = omission.reason() + " " + amount(omission.count(), stage);
      String names = brief(omission);
      if (names.isEmpty() || names.length() > ROOM) {
        reasons.add(reason);
        listed(omission).forEach(reasons::add);
      } else {
        reasons.add(reason + " (" + names + ")");
      }
    }
    return reasons;
  }

  private static String brief(Omission omission) {
    String first = omission.names().stream().limit(NAMED).collect(Collectors.joining(", "));
    long more = omission.besides(NAMED);
    return first.isEmpty() || more == 0 ? first : first + " and " + Figures.count(more) + " more";
  }

  /** Long names, one a line. */
  private static List<String> listed(Omission omission) {
    List<String> lines = new ArrayList<>();
    omission.names().stream().limit(LISTED).forEach(name -> lines.add("- " + name));
    long more = omission.besides(LISTED);
    if (more > 0 && !lines.isEmpty()) {
      lines.add("- and %s more (--json names them)".formatted(Figures.count(more)));
    }
    return lines;
  }
}
