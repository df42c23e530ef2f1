/**
 * Identifiers that the SPDX list gave up, with their names and what stands for them now. Those without a successor that
 * says the same stay as they are.
 *
 * Source: https://spdx.org/licenses/#deprecated
 */
export const DEPRECATED_IDS = `
AGPL-1.0|Affero General Public License v1.0|AGPL-1.0-only
AGPL-3.0|GNU Affero General Public License v3.0|AGPL-3.0-only
BSD-2-Clause-FreeBSD|BSD 2-Clause FreeBSD License|BSD-2-Clause-FreeBSD
BSD-2-Clause-NetBSD|BSD 2-Clause NetBSD License|BSD-2-Clause
bzip2-1.0.5|bzip2 and libbzip2 License v1.0.5|bzip2-1.0.6
eCos-2.0|eCos license version 2.0|GPL-2.0-or-later WITH eCos-exception-2.0
GFDL-1.1|GNU Free Documentation License v1.1|GFDL-1.1-only
GFDL-1.2|GNU Free Documentation License v1.2|GFDL-1.2-only
GFDL-1.3|GNU Free Documentation License v1.3|GFDL-1.3-only
GPL-1.0|GNU General Public License v1.0 only|GPL-1.0-only
GPL-1.0+|GNU General Public License v1.0 or later|GPL-1.0-or-later
GPL-2.0|GNU General Public License v2.0 only|GPL-2.0-only
GPL-2.0+|GNU General Public License v2.0 or later|GPL-2.0-or-later
GPL-2.0-with-autoconf-exception|GNU General Public License v2.0 w/Autoconf exception|GPL-2.0-only WITH Autoconf-exception-2.0
GPL-2.0-with-bison-exception|GNU General Public License v2.0 w/Bison exception|GPL-2.0-only WITH Bison-exception-2.2
GPL-2.0-with-classpath-exception|GNU General Public License v2.0 w/Classpath exception|GPL-2.0-only WITH Classpath-exception-2.0
GPL-2.0-with-font-exception|GNU General Public License v2.0 w/Font exception|GPL-2.0-only WITH Font-exception-2.0
GPL-2.0-with-GCC-exception|GNU General Public License v2.0 w/GCC Runtime Library exception|GPL-2.0-only WITH GCC-exception-2.0
GPL-3.0|GNU General Public License v3.0 only|GPL-3.0-only
GPL-3.0+|GNU General Public License v3.0 or later|GPL-3.0-or-later
GPL-3.0-with-autoconf-exception|GNU General Public License v3.0 w/Autoconf exception|GPL-3.0-only WITH Autoconf-exception-3.0
GPL-3.0-with-GCC-exception|GNU General Public License v3.0 w/GCC Runtime Library exception|GPL-3.0-only WITH GCC-exception-3.1
LGPL-2.0|GNU Library General Public License v2 only|LGPL-2.0-only
LGPL-2.0+|GNU Library General Public License v2 or later|LGPL-2.0-or-later
LGPL-2.1|GNU Lesser General Public License v2.1 only|LGPL-2.1-only
LGPL-2.1+|GNU Lesser General Public License v2.1 or later|LGPL-2.1-or-later
LGPL-3.0|GNU Lesser General Public License v3.0 only|LGPL-3.0-only
LGPL-3.0+|GNU Lesser General Public License v3.0 or later|LGPL-3.0-or-later
Net-SNMP|Net-SNMP License|Net-SNMP
Nunit|Nunit License|zlib-acknowledgement
StandardML-NJ|Standard ML of New Jersey License|SMLNJ
wxWindows|wxWindows Library License|LGPL-2.0-or-later WITH WxWindows-exception-3.1
`;
