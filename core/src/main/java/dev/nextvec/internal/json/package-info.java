/** Strict reading of JSON: what is missing or mistyped is an error that names its place. */
@NullMarked
package dev.nextvec.internal.json;

import org.jspecify.annotations.NullMarked;
