@NullMarked
package dev.nextvec.leak;

import org.jspecify.annotations.NullMarked;
