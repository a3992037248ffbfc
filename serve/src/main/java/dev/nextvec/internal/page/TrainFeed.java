package dev.nextvec.internal.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.page.TrainPicture.Measured;
import dev.nextvec.internal.report.HistoryPlot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a page that watches runs must be told to stay true: at first everything, then what changed.
 * The course of a run goes on by its new epochs, and is sent anew, thinned, when these have become
 * many.
 */
public final class TrainFeed {
  private final RunBoard board;
  private final String group;
  private final Measured measured;
  private final boolean control;
  private final Map<String, Sent> sent = new HashMap<>();
  private boolean begun;
  private List<String> axes = List.of();
  private String order = "";

  /** What the page has of a run. */
  private record Sent(long version, int epoch, int more) {}

  /**
   * Nothing is told yet.
   *
   * @param query as {@link TrainView} takes it
   * @throws IllegalArgumentException if it asks for what there is not
   */
  public TrainFeed(RunBoard board, Query query, boolean control) {
    this.board = board;
    this.group = query.text(CompareQuery.GROUP).orElse("");
    this.measured = Measured.of(query);
    this.control = control;
  }

  /** One line of JSON, if anything changed. */
  public Optional<String> next() {
    List<RunNow> runs = TrainView.of(board.look(), group);
    List<RunNow> changed =
        runs.stream()
            .filter(
                run ->
                    !sent.containsKey(run.name())
                        || sent.get(run.name()).version() != run.version())
            .toList();
    Set<String> gone = new HashSet<>(sent.keySet());
    runs.forEach(run -> gone.remove(run.name()));
    if (begun && changed.isEmpty() && gone.isEmpty()) {
      return Optional.empty();
    }
    begun = true;
    sent.keySet().removeAll(gone);
    return Optional.of(told(runs, changed, gone).toString());
  }

  private ObjectNode told(List<RunNow> runs, List<RunNow> changed, Set<String> gone) {
    Optional<RunBoard.ToBeat> best = runs.stream().findFirst().flatMap(board::toBeat);
    List<HistoryPlot> plots = TrainPicture.of(runs, measured, best);
    TrainRows rows = new TrainRows(runs, best, control);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("sums", TrainView.sums(runs));
    List<String> drawn = plots.stream().map(HistoryPlot::axes).toList();
    if (!drawn.equals(axes)) {
      axes = drawn;
      plots.forEach(plot -> put(json.withArray("plots").addObject(), plot));
    }
    List<String> names = runs.stream().map(RunNow::name).toList();
    boolean moved = !String.join("\n", names).equals(order); // colours follow the order
    order = String.join("\n", names);
    gone.forEach(json.putArray("gone")::add);
    ArrayNode told = json.putArray("runs");
    for (RunNow run : moved ? runs : changed) {
      ObjectNode each = told.addObject().put("name", run.name()).put("state", run.state().words());
      each.put("colour", TrainPicture.colour(runs, run)).put("row", rows.row(run));
      course(each, run);
    }
    return json;
  }

  private void course(ObjectNode json, RunNow run) {
    Sent before = sent.getOrDefault(run.name(), new Sent(-1, -1, 0));
    List<RunCurve.Point> more = new ArrayList<>(run.points());
    more.removeIf(point -> point.epoch() <= before.epoch());
    int last = run.points().isEmpty() ? -1 : run.points().getLast().epoch();
    boolean anew =
        before.version() < 0
            || last < before.epoch()
            || before.more() + more.size() > RunCurve.MOST_POINTS;
    List<RunCurve.Point> points = anew ? run.points() : more;
    ArrayNode array = json.putArray(anew ? "points" : "more");
    for (RunCurve.Point each : points) {
      ArrayNode point = array.addArray().add(each.epoch());
      number(point, each.validationCosine());
      number(point, each.trainCosine());
      number(point, each.validationLoss());
      number(point, each.trainLoss());
    }
    sent.put(run.name(), new Sent(run.version(), last, anew ? 0 : before.more() + more.size()));
  }

  private static void number(ArrayNode point, double value) {
    if (Double.isFinite(value)) {
      point.add((float) value);
    } else {
      point.addNull();
    }
  }

  private static void put(ObjectNode json, HistoryPlot plot) {
    json.put("axes", plot.axes());
    put(json.putArray("x"), plot.x());
    put(json.putArray("y"), plot.y());
  }

  private static void put(ArrayNode into, HistoryPlot.Axis axis) {
    into.add(axis.low()).add(axis.high()).add(axis.from()).add(axis.to());
  }
}
