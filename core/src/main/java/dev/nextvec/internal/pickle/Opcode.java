package dev.nextvec.internal.pickle;

import java.util.Arrays;
import java.util.Optional;

/**
 * The instructions of Python's {@code pickle} that plain data takes, and by name those that are
 * refused.
 *
 * @see <a href="https://github.com/python/cpython/blob/main/Lib/pickletools.py">pickletools.py</a>
 */
enum Opcode {
  MARK('('),
  STOP('.'),
  NONE('N'),
  NEWTRUE(0x88),
  NEWFALSE(0x89),
  BININT('J'),
  BININT1('K'),
  BININT2('M'),
  LONG1(0x8a),
  LONG4(0x8b),
  BINFLOAT('G'),
  BINUNICODE('X'),
  SHORT_BINUNICODE(0x8c),
  BINUNICODE8(0x8d),
  EMPTY_LIST(']'),
  APPEND('a'),
  APPENDS('e'),
  LIST('l'),
  EMPTY_TUPLE(')'),
  TUPLE('t'),
  TUPLE1(0x85),
  TUPLE2(0x86),
  TUPLE3(0x87),
  EMPTY_DICT('}'),
  DICT('d'),
  SETITEM('s'),
  SETITEMS('u'),
  BINPUT('q'),
  LONG_BINPUT('r'),
  MEMOIZE(0x94),
  BINGET('h'),
  LONG_BINGET('j'),
  GLOBAL('c'),
  STACK_GLOBAL(0x93),
  REDUCE('R'),
  BUILD('b'),
  BINPERSID('Q'),
  PROTO(0x80),
  FRAME(0x95),
  /** From here on: never run, only named. */
  INST('i', false),
  OBJ('o', false),
  NEWOBJ(0x81, false),
  NEWOBJ_EX(0x92, false),
  EXT1(0x82, false),
  EXT2(0x83, false),
  EXT4(0x84, false),
  PERSID('P', false),
  POP('0', false),
  DUP('2', false),
  POP_MARK('1', false),
  INT('I', false),
  LONG('L', false),
  FLOAT('F', false),
  STRING('S', false),
  BINSTRING('T', false),
  SHORT_BINSTRING('U', false),
  UNICODE('V', false),
  BINBYTES('B', false),
  SHORT_BINBYTES('C', false),
  BINBYTES8(0x8e, false),
  BYTEARRAY8(0x96, false),
  NEXT_BUFFER(0x97, false),
  READONLY_BUFFER(0x98, false),
  EMPTY_SET(0x8f, false),
  ADDITEMS(0x90, false),
  FROZENSET(0x91, false),
  PUT('p', false),
  GET('g', false);

  private static final Opcode[] BY_CODE = new Opcode[256];

  static {
    Arrays.stream(values()).forEach(opcode -> BY_CODE[opcode.code] = opcode);
  }

  private final int code;
  private final boolean plain;

  Opcode(int code) {
    this(code, true);
  }

  Opcode(int code, boolean plain) {
    this.code = code;
    this.plain = plain;
  }

  /**
   * The instruction of a byte.
   *
   * @throws PickleRefused if plain data does not take it
   */
  static Opcode of(int code) throws PickleRefused {
    Optional<Opcode> known = Optional.ofNullable(BY_CODE[code]);
    if (known.isEmpty()) {
      throw new PickleRefused("has the unknown instruction 0x%02x".formatted(code));
    }
    if (!known.get().plain) {
      throw new PickleRefused(
          "has the instruction %s, which tensors and plain containers do not take"
              .formatted(known.get()));
    }
    return known.get();
  }
}
