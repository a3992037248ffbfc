package dev.nextvec.internal.pickle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a pickle of tensors and plain containers. A pickle is a program for a stack machine, and
 * Python's would call whatever function it names; this one calls none: each known name stands for a
 * value made here, and every other name and instruction is refused. It takes time and memory in
 * proportion to the bytes read.
 */
final class PickleMachine {
  private static final int PROTOCOL = 5;
  private static final String NAME = "[!-~]{1,200}";

  private final PickleBytes bytes;
  private final List<Raw> stack = new ArrayList<>();
  private final Map<Long, Raw> memo = new HashMap<>();

  private PickleMachine(byte[] content) {
    bytes = new PickleBytes(content);
  }

  /**
   * The value that a pickle describes.
   *
   * @throws PickleRefused if it is damaged or holds anything else
   */
  static Stored read(byte[] content) throws PickleRefused {
    PickleMachine machine = new PickleMachine(content);
    int at = 0;
    try {
      for (Opcode next = machine.next(); next != Opcode.STOP; next = machine.next()) {
        machine.step(next);
        at = machine.bytes.at();
      }
      return Freezing.freeze(machine.only());
    } catch (PickleRefused e) {
      throw new PickleRefused("%s (at byte %d of its data.pkl)".formatted(e.getMessage(), at));
    }
  }

  /** What is left at the end, which must be all. */
  private Raw only() throws PickleRefused {
    Raw value = pop();
    if (!stack.isEmpty()) {
      throw new PickleRefused("ends within a container, or with more than one value");
    }
    return value;
  }

  private Opcode next() throws PickleRefused {
    return Opcode.of(bytes.unsignedByte());
  }

  /** A line for each instruction that is known: the whole of what a file can make happen. */
  private void step(Opcode opcode) throws PickleRefused {
    switch (opcode) {
      case PROTO -> protocol(bytes.unsignedByte());
      case FRAME -> bytes.frame();
      case MARK -> push(new Raw.Mark());
      case NONE -> push(new Stored.Nothing());
      case NEWTRUE -> push(new Stored.Truth(true));
      case NEWFALSE -> push(new Stored.Truth(false));
      case BININT -> push(new Stored.Whole(bytes.signedInt()));
      case BININT1 -> push(new Stored.Whole(bytes.unsignedByte()));
      case BININT2 -> push(new Stored.Whole(bytes.unsignedShort()));
      case LONG1 -> push(new Stored.Whole(bytes.whole(bytes.unsignedByte())));
      case LONG4 -> push(new Stored.Whole(bytes.whole(bytes.signedInt())));
      case BINFLOAT -> push(new Stored.Real(bytes.bigEndianDouble()));
      case BINUNICODE -> push(new Stored.Text(bytes.text(bytes.unsignedInt())));
      case SHORT_BINUNICODE -> push(new Stored.Text(bytes.text(bytes.unsignedByte())));
      case BINUNICODE8 -> push(new Stored.Text(bytes.text(bytes.longNumber())));
      case EMPTY_LIST -> push(Raw.Row.list());
      case EMPTY_DICT -> push(new Raw.Table());
      case EMPTY_TUPLE -> push(Raw.Row.tuple(List.of()));
      case TUPLE1 -> push(Raw.Row.tuple(pop(1)));
      case TUPLE2 -> push(Raw.Row.tuple(pop(2)));
      case TUPLE3 -> push(Raw.Row.tuple(pop(3)));
      case TUPLE -> push(Raw.Row.tuple(popToMark()));
      case LIST -> list();
      case DICT -> dictionary();
      case APPEND -> append(pop(1));
      case APPENDS -> append(popToMark());
      case SETITEM -> set(pop(2));
      case SETITEMS -> set(popToMark());
      case BINPUT -> memo.put((long) bytes.unsignedByte(), top());
      case LONG_BINPUT -> memo.put(bytes.unsignedInt(), top());
      case MEMOIZE -> memo.put((long) memo.size(), top());
      case BINGET -> push(remembered(bytes.unsignedByte()));
      case LONG_BINGET -> push(remembered(bytes.unsignedInt()));
      case GLOBAL -> global(bytes.line(), bytes.line());
      case STACK_GLOBAL -> stackGlobal();
      case BINPERSID -> push(new Raw.InStorage(Rebuilding.storage(pop())));
      case REDUCE -> reduce();
      case BUILD -> build();
      default -> throw new PickleRefused("has the instruction " + opcode + " out of place");
    }
  }

  private static void protocol(int version) throws PickleRefused {
    if (version > PROTOCOL) {
      throw new PickleRefused(
          "is of pickle protocol %d, and %d is the last known".formatted(version, PROTOCOL));
    }
  }

  private void push(Raw value) {
    stack.add(value);
  }

  private void push(Stored value) {
    push(new Raw.Leaf(value));
  }

  private Raw top() throws PickleRefused {
    if (stack.isEmpty() || stack.getLast() instanceof Raw.Mark) {
      throw new PickleRefused("takes a value where there is none");
    }
    return stack.getLast();
  }

  private Raw pop() throws PickleRefused {
    Raw value = top();
    stack.removeLast();
    return value;
  }

  private List<Raw> pop(int count) throws PickleRefused {
    List<Raw> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.addFirst(pop());
    }
    return values;
  }

  private List<Raw> popToMark() throws PickleRefused {
    int from = stack.size();
    while (from > 0 && !(stack.get(from - 1) instanceof Raw.Mark)) {
      from--;
    }
    if (from == 0) {
      throw new PickleRefused("ends a container that never began");
    }
    List<Raw> values = new ArrayList<>(stack.subList(from, stack.size()));
    stack.subList(from - 1, stack.size()).clear();
    return values;
  }

  private void list() throws PickleRefused {
    List<Raw> values = popToMark();
    push(Raw.Row.list());
    append(values);
  }

  private void dictionary() throws PickleRefused {
    List<Raw> pairs = popToMark();
    push(new Raw.Table());
    set(pairs);
  }

  private void append(List<Raw> values) throws PickleRefused {
    if (!(top() instanceof Raw.Row row)) {
      throw new PickleRefused("appends to what is not a list");
    }
    row.add(values);
  }

  private void set(List<Raw> pairs) throws PickleRefused {
    if (!(top() instanceof Raw.Table table) || pairs.size() % 2 != 0) {
      throw new PickleRefused("sets keys of what is not a dictionary");
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      table.put(pairs.get(i), pairs.get(i + 1));
    }
  }

  private Raw remembered(long index) throws PickleRefused {
    Optional<Raw> value = Optional.ofNullable(memo.get(index));
    if (value.isEmpty()) {
      throw new PickleRefused("asks for value %d of its memory, which is empty".formatted(index));
    }
    return value.get();
  }

  private void global(String module, String name) throws PickleRefused {
    Optional<PickleGlobal> known = PickleGlobal.of(module, name);
    if (!module.matches(NAME) || !name.matches(NAME)) {
      throw new PickleRefused("names something in letters that no name has; nothing of it was run");
    }
    if (known.isEmpty()) {
      throw new PickleRefused(
          "holds `%s.%s`, which is neither a tensor nor a plain container; nothing of it was run"
              .formatted(module, name));
    }
    push(
        known.get() instanceof PickleGlobal.DataType(String type)
            ? new Raw.Leaf(new Stored.Text(type))
            : new Raw.Known(known.get()));
  }

  private void stackGlobal() throws PickleRefused {
    List<Raw> names = pop(2);
    if (names.get(0) instanceof Raw.Leaf(Stored.Text(String module))
        && names.get(1) instanceof Raw.Leaf(Stored.Text(String name))) {
      global(module, name);
    } else {
      throw new PickleRefused("names something by what is not text");
    }
  }

  private void reduce() throws PickleRefused {
    List<Raw> call = pop(2);
    if (call.get(0) instanceof Raw.Known(PickleGlobal known)
        && call.get(1) instanceof Raw.Row arguments) {
      push(Rebuilding.of(known, arguments.values()));
    } else {
      throw new PickleRefused("calls what is not a known name, which was not done");
    }
  }

  /** An ordered dictionary may have attributes, such as the versions of modules: left out. */
  private void build() throws PickleRefused {
    Raw state = pop();
    if (!(top() instanceof Raw.Table) || !(state instanceof Raw.Table)) {
      throw new PickleRefused("sets the state of what is not a dictionary, which was not done");
    }
  }
}
