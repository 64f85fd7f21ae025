@echo off
rem Starts Tern from this checkout; builds it first when that is needed.
rem   install\tern run notebooks\01-quickstart.ipynb      install\tern help
setlocal
for %%I in ("%~dp0..") do set "ROOT=%%~fI"
set "HOME_DIR=%ROOT%\install\target\tern"

set "JAVA=%JAVA_HOME%\bin\java.exe"
if defined JAVA_HOME if not exist "%JAVA%" (
    echo tern: JAVA_HOME is %JAVA_HOME%, but there is no bin\java.exe in it. Point it at a JDK 17 or newer. 1>&2
    exit /b 1
)
if not defined JAVA_HOME (
    set "JAVA="
    for %%I in (java.exe) do set "JAVA=%%~$PATH:I"
)
if not defined JAVA (
    echo tern: no Java found. Install a JDK 17 or newer, or set JAVA_HOME to one. 1>&2
    exit /b 1
)
set "VERSION="
for /f "tokens=3" %%V in ('call "%JAVA%" -version 2^>^&1 ^| findstr /i version') do if not defined VERSION set "VERSION=%%~V"
for /f "delims=.-+" %%V in ("%VERSION%") do set /a MAJOR=%%V 2>nul
if not defined MAJOR set MAJOR=0
if %MAJOR% LSS 17 (
    echo tern: Java %VERSION% at %JAVA% is too old. Tern needs a JDK 17 or newer: set JAVA_HOME to one. 1>&2
    exit /b 1
)

rem Is anything newer than the last build?
powershell -NoProfile -Command "$b='%HOME_DIR%\built'; if (-not (Test-Path $b)) { exit 1 }; $t=(Get-Item $b).LastWriteTimeUtc; Set-Location '%ROOT%'; $f=@(Get-Item pom.xml,*\pom.xml,kernel\artifacts\pom.xml)+@(Get-ChildItem -Recurse *\src\main,kernel\artifacts\src\main); if ($f | Where-Object { $_.LastWriteTimeUtc -gt $t } | Select-Object -First 1) { exit 1 }; exit 0"
if not errorlevel 1 goto start

where mvn >nul 2>nul
if errorlevel 1 (
    echo tern: Tern must be built first, and Maven ^(mvn^) is not on the path. Install Maven 3.6.3 or newer and run this again. 1>&2
    exit /b 1
)
echo Building Tern with Maven. The first time it fetches some 150 MB of libraries. 1>&2
if not exist "%HOME_DIR%" mkdir "%HOME_DIR%"
type nul > "%HOME_DIR%\building"
call mvn -q -f "%ROOT%\pom.xml" -pl install -am package -Dmaven.test.skip=true -DskipAnalysis 1>&2
if errorlevel 1 (
    echo tern: the build failed; see Maven's messages above. 1>&2
    exit /b 1
)
move /y "%HOME_DIR%\building" "%HOME_DIR%\built" >nul

:start
rem Most commands live for a second or hand their work to the kernel; predict computes here.
set COMPILER=-XX:TieredStopAtLevel=1
if "%~1"=="predict" set COMPILER=-XX:+TieredCompilation
"%JAVA%" -XX:+UseSerialGC %COMPILER% -Xshare:auto --enable-native-access=ALL-UNNAMED "-Dtern.home=%HOME_DIR%" "-Dtern.checkout=%ROOT%" -cp "%HOME_DIR%\lib\*" dev.tern.install.Main %*
exit /b %ERRORLEVEL%
