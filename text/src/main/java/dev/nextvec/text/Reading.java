package dev.nextvec.text;

/**
 * How the files of a corpus are read.
 *
 * @param skipBad whether a file that cannot be read is left out instead of ending everything
 * @param keepCode whether blocks of code are text like any other
 * @param columns which columns of Parquet files are read as what
 */
record Reading(boolean skipBad, boolean keepCode, Columns columns) {}
