"""Finds a JDK that can run Nextvec: NEXTVEC_JAVA, JAVA_HOME, the usual folder, the path."""
import os, shutil, subprocess, sys
from pathlib import Path


def find_java():
    homes = [os.environ.get('JAVA_HOME', ''), *sorted(map(str, Path('/usr/lib/jvm').glob('*')), reverse=True)]
    for java in [os.environ.get('NEXTVEC_JAVA', ''), *(os.path.join(home, 'bin', 'java') for home in homes if home), 'java']:
        if java and shutil.which(java):
            text = subprocess.run([java, '-XshowSettings:properties', '-version'], capture_output=True, text=True).stderr
            for line in text.splitlines():
                name, _, value = line.strip().partition(' = ')
                if name == 'java.specification.version' and value.isdigit() and int(value) >= 21:
                    return java
    sys.exit('found no JDK 21 or newer; set NEXTVEC_JAVA to its bin/java')
