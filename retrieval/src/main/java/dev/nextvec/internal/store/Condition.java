package dev.nextvec.internal.store;

import java.util.Map;
import java.util.function.Predicate;

/**
 * Which entries are meant.
 *
 * @param holds asked of the metadata of every entry that may be meant
 * @param where narrows these down; what it leaves out must not be meant
 */
public record Condition(Predicate<Map<String, Object>> holds, Where where) {}
